//! The HTTP request that carries a call, for the call itself and for those who watch it.

use std::ops::Deref;
use std::sync::Arc;

use http::request::Parts;

/// The head of an HTTP request. It is shared only if somebody else wants to see it, so that a call
/// that nobody watches pays nothing for it.
#[allow(clippy::large_enum_variant)] // The large one is that of most calls, and a box costs them.
pub(crate) enum Carrier {
    Own(Parts),
    Shared(Arc<Parts>),
}

impl Carrier {
    /// The same, and a share of it.
    pub(crate) fn share(self) -> (Self, Arc<Parts>) {
        let shared = match self {
            Self::Own(parts) => Arc::new(parts),
            Self::Shared(shared) => shared,
        };
        (Self::Shared(shared.clone()), shared)
    }
}

impl Deref for Carrier {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        match self {
            Self::Own(parts) => parts,
            Self::Shared(parts) => parts,
        }
    }
}
