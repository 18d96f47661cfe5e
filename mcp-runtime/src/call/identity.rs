//! Who sends a request, and what they may do.

use super::access::Access;
use crate::params::Principal;

/// Who sends a request, and what they may do.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    pub(crate) principal: Principal,
    pub(crate) access: Access,
}

impl Identity {
    /// Somebody whom nobody asks for credentials: the process's own user, or a caller whom a layer
    /// in front has let in.
    pub(crate) fn unrestricted(principal: Principal) -> Self {
        Self {
            principal,
            access: Access::Full,
        }
    }
}
