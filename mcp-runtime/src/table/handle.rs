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
/// assert_eq!(Ticket::META.expiry, Expiry::AfterMint);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
/// assert_eq!((kind.name, kind.prefix, kind.description), ("shopping_basket", "bsk", "A shopping basket"));
/// assert_eq!((kind.ttl, kind.expiry), (Duration::from_secs(24 * 3600), Expiry::AfterUse));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HandleMeta {
    /// Its name, such as `shopping_basket`: the type's name.
    pub name: &'static str,
    /// The prefix of its texts, before an underscore.
    pub prefix: &'static str,
    /// For the model: the type's doc comment.
    pub description: &'static str,
    /// How long it lives.
    pub ttl: Duration,
    /// The event from which that is counted.
    pub expiry: Expiry,
    /// Whether the state travels in the handle.
    pub sealed: bool,
    /// Whether handles of this kind come from another server, which shares the store and the state
    /// keys.
    pub external: bool,
    /// Where the type is declared.
    pub location: Location,
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
