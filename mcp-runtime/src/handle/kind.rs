use std::io;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::server::Location;

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
    /// What it is called, such as `shopping_basket`: the type's name.
    pub name: &'static str,
    /// What its texts begin with, before an underscore.
    pub prefix: &'static str,
    /// For the model: the type's doc comment.
    pub description: &'static str,
    /// How long it lives.
    pub ttl: Duration,
    /// From when on.
    pub expiry: Expiry,
    /// Whether the state travels in the handle.
    pub sealed: bool,
    /// Whether handles of this kind come from another server, which shares the store and the state
    /// keys.
    pub external: bool,
    /// Where the type is declared.
    pub location: Location,
}

/// The state behind a handle. `#[derive(Handle)]` implements it.
///
/// ```
/// use mcp_runtime::HandleState;
/// use mcp_runtime::prelude::*;
///
/// /// What to tell people who find a text in their history.
/// fn about<T: HandleState>() -> String {
///     format!("`{}_…` is a {}, for {} hours", T::META.prefix, T::META.name, T::META.ttl.as_secs() / 3600)
/// }
///
/// /// A shopping basket
/// #[mcp_type]
/// #[derive(Handle)]
/// #[handle(prefix = "bsk", ttl = "24h")]
/// struct Basket { items: Vec<String> }
///
/// assert_eq!(about::<Basket>(), "`bsk_…` is a basket, for 24 hours");
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the state of a handle",
    label = "no handle's state",
    note = "put `#[derive(Handle)]` and `#[handle(prefix = \"…\", ttl = \"24h\")]` on the type"
)]
pub trait HandleState: Sized + Send + Sync + 'static {
    /// What the attribute says.
    const META: &'static HandleMeta;

    /// How it is written and read.
    const CODEC: Codec<Self>;
}

/// The state behind a handle, kept in the server's store: it can be updated, closed and listed.
/// `#[derive(Handle)]` implements it for every kind that is not `sealed`.
///
/// ```
/// use mcp_runtime::HandleState;
/// use mcp_runtime::handle::StoredState;
/// use mcp_runtime::prelude::*;
///
/// /// Closes the caller's handles of any kind that is kept.
/// async fn close_all<T: HandleState + StoredState>(handles: &Handles<T>) -> Result<usize, ToolError> {
///     let all = handles.list(100).await?;
///     let count = all.len();
///     for handle in all {
///         handle.close().await?;
///     }
///     Ok(count)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "a handle of `{Self}` is sealed: its state travels in the handle's text and can't be changed, closed or listed",
    label = "only for state that the server keeps",
    note = "mint another handle with the new state, or take `sealed` out of `#[handle(…)]`"
)]
pub trait StoredState {}

/// How state is written and read: as JSON, by serde.
#[derive(Debug)]
pub struct Codec<T> {
    pub(super) write: fn(&T, &mut dyn io::Write) -> serde_json::Result<()>,
    pub(super) read: fn(&[u8]) -> serde_json::Result<T>,
}

impl<T: Keepable> Codec<T> {
    /// The one there is.
    pub const SERDE: Self = Self {
        write: |state, out| serde_json::to_writer(out, state),
        read: |json| serde_json::from_slice(json),
    };
}

/// State that can be kept, or travel. Every type that serde can write and read is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the state of a handle: it must implement `Serialize` and `Deserialize`, and borrow nothing",
    label = "can't be kept",
    note = "put `#[mcp_type]` on the type, above the derive"
)]
pub trait Keepable: Serialize + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Keepable for T {}

/// [`Codec::SERDE`], for a type that need not be known to have it.
pub const fn codec<T: Keepable>() -> Codec<T> {
    Codec::SERDE
}
