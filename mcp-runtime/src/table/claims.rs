//! The part of the caller's identity that a parameter gives to its function.

use std::any::{TypeId, type_name};

/// A type of claims, by which two uses of it are compared.
pub type ClaimsFn = fn() -> ClaimsType;

/// A type that a token's claims are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClaimsType {
    id: TypeId,
    name: &'static str,
}

impl ClaimsType {
    /// This type.
    pub fn of<T: 'static>() -> Self {
        Self {
            id: TypeId::of::<T>(),
            name: type_name::<T>(),
        }
    }

    /// As the compiler writes it.
    pub(crate) fn name(self) -> &'static str {
        self.name
    }
}

/// The part of the caller's identity that a parameter gives to its function.
#[derive(Clone, Copy, Debug)]
pub struct CallerUse {
    /// Whether there is none without a caller's credentials.
    pub(crate) is_needed: bool,
    /// Whether scopes are required by it.
    pub(crate) requires: bool,
    /// As which type it gives the claims.
    pub(crate) claims: Option<ClaimsFn>,
}

impl CallerUse {
    /// Nothing, or nothing that must be known.
    pub const NONE: Self = Self {
        is_needed: false,
        requires: false,
        claims: None,
    };
}
