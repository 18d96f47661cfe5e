//! Who sends a request, and what they may do.

use std::net::IpAddr;

use super::access::Access;
use crate::params::Principal;

/// Who sends a request, from where, and what they may do.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) principal: Principal,
    pub(crate) access: Access,
    /// As the transport knows; credentials don't say it.
    pub(crate) peer: Option<IpAddr>,
}

impl Identity {
    /// Somebody whom nobody asks for credentials: the process's own user, or a caller whom a layer
    /// in front has let in.
    pub(crate) fn unrestricted(principal: Principal) -> Self {
        Self::new(principal, Access::Full)
    }

    /// Somebody, from wherever.
    pub(crate) fn new(principal: Principal, access: Access) -> Self {
        Self {
            principal,
            access,
            peer: None,
        }
    }
}
