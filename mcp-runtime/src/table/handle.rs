//! The declarations of `#[handle(…)]`, and how a function uses handles.

use std::time::Duration;

use super::index::Location;

/// When a handle expires.
///
/// ```
/// use mcp_runtime::HandleState;
/// use mcp_runtime::handle::Expiry;
/// use mcp_runtime::prelude::*;
///
/// /// A ticket for the exhibition
/// #[mcp_type]
/// #[derive(Handle)]
/// #[handle(prefix = "tkt", ttl = "2h", fixed)]
/// struct Ticket { seat: u32 }
///
/// assert_eq!(Ticket::META.expiry(), Expiry::AfterMint);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Expiry {
    /// So long after it was last used.
    AfterUse,
    /// So long after it was minted, however often it is used.
    AfterMint,
}

/// A kind of handle, as `#[handle(…)]` declares it.
///
/// ```
/// use std::time::Duration;
///
/// use mcp_runtime::HandleState;
/// use mcp_runtime::handle::Expiry;
/// use mcp_runtime::prelude::*;
///
/// /// A shopping basket
/// #[mcp_type]
/// #[derive(Handle)]
/// #[handle(prefix = "bsk", ttl = "24h")]
/// struct ShoppingBasket { items: Vec<String> }
///
/// let kind = ShoppingBasket::META;
/// assert_eq!((kind.name(), kind.prefix(), kind.description()), ("shopping_basket", "bsk", "A shopping basket"));
/// assert_eq!((kind.ttl(), kind.expiry()), (Duration::from_secs(24 * 3600), Expiry::AfterUse));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HandleMeta {
    pub(crate) name: &'static str,
    pub(crate) prefix: &'static str,
    pub(crate) description: &'static str,
    pub(crate) ttl: Duration,
    pub(crate) expiry: Expiry,
    pub(crate) sealed: bool,
    pub(crate) external: bool,
    pub(crate) location: Location,
}

impl HandleMeta {
    /// Its name, such as `shopping_basket`: the type's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The prefix of its texts, before an underscore.
    pub const fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// For the model: the type's doc comment.
    pub const fn description(&self) -> &'static str {
        self.description
    }

    /// How long it lives.
    pub const fn ttl(&self) -> Duration {
        self.ttl
    }

    /// The event from which that is counted.
    pub const fn expiry(&self) -> Expiry {
        self.expiry
    }

    /// Whether the state travels in the handle.
    pub const fn is_sealed(&self) -> bool {
        self.sealed
    }

    /// Whether handles of this kind come from another server, which shares the store and the state
    /// keys.
    pub const fn is_external(&self) -> bool {
        self.external
    }

    /// Where the type is declared.
    pub const fn location(&self) -> Location {
        self.location
    }
}

/// For expansions: each key of the attribute that was written is one call.
#[doc(hidden)]
#[allow(missing_docs)]
impl HandleMeta {
    #[track_caller]
    pub const fn new(
        name: &'static str,
        prefix: &'static str,
        description: &'static str,
        ttl: Duration,
    ) -> Self {
        Self {
            name,
            prefix,
            description,
            ttl,
            expiry: Expiry::AfterUse,
            sealed: false,
            external: false,
            location: Location::caller(),
        }
    }

    #[must_use]
    pub const fn with_expiry(mut self, expiry: Expiry) -> Self {
        self.expiry = expiry;
        self
    }

    #[must_use]
    pub const fn with_seal(mut self) -> Self {
        self.sealed = true;
        self
    }

    #[must_use]
    pub const fn with_external(mut self) -> Self {
        self.external = true;
        self
    }
}

/// How a parameter or a result uses handles.
#[derive(Clone, Copy, Debug)]
pub struct HandleUse {
    /// The function takes one.
    pub takes: Option<&'static HandleMeta>,
    /// The function's result is one that it minted.
    pub mints: Option<&'static HandleMeta>,
    /// The function has a parameter that can mint them.
    pub may_mint: Option<&'static HandleMeta>,
}

impl HandleUse {
    /// Nothing.
    pub const NONE: Self = Self {
        takes: None,
        mints: None,
        may_mint: None,
    };

    /// The kind that it is about: a type has to do with one kind, in one way.
    pub(crate) const fn kind(self) -> Option<&'static HandleMeta> {
        match (self.takes, self.mints, self.may_mint) {
            (Some(kind), _, _) | (_, Some(kind), _) | (_, _, Some(kind)) => Some(kind),
            (None, None, None) => None,
        }
    }
}
