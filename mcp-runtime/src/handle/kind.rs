use std::io;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::table::{HandleMeta, Sealed};

/// The state behind a handle. `#[derive(Handle)]` implements it.
///
/// ```
/// use mcp_runtime::HandleState;
/// use mcp_runtime::prelude::*;
///
/// /// What to tell people who find a text in their history.
/// fn about<T: HandleState>() -> String {
///     format!("`{}_…` is a {}, for {} hours", T::META.prefix(), T::META.name(), T::META.ttl().as_secs() / 3600)
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
    /// The kind's metadata, from the attribute.
    const META: &'static HandleMeta;

    /// How the state is written and read.
    #[doc(hidden)]
    const CODEC: Codec<Self>;
}

/// State behind a handle that the server's store keeps: it can be updated, closed and listed.
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
    message = "a handle of `{Self}` is sealed: its state travels in the handle's text and can't be \
               changed, closed or listed",
    label = "only for state that the server keeps",
    note = "mint another handle with the new state, or take `sealed` out of `#[handle(…)]`"
)]
pub trait StoredState {
    /// Nobody implements it by hand.
    #[doc(hidden)]
    const SEALED: Sealed;
}

/// Writes and reads state as JSON, with serde.
#[derive(Debug)]
pub struct Codec<T> {
    pub(super) write: fn(&T, &mut dyn io::Write) -> serde_json::Result<()>,
    pub(super) read: fn(&[u8]) -> serde_json::Result<T>,
}

impl<T: Keepable> Codec<T> {
    /// The only one.
    pub const SERDE: Self = Self {
        write: |state, out| serde_json::to_writer(out, state),
        read: |json| serde_json::from_slice(json),
    };
}

/// State that can be stored, or travel in a handle: every type that serde can write and read.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the state of a handle: it must implement `Serialize` and \
               `Deserialize`, and borrow nothing",
    label = "can't be kept",
    note = "put `#[mcp_type]` on the type, above the derive"
)]
pub trait Keepable: Serialize + DeserializeOwned {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned> Keepable for T {}

/// [`Codec::SERDE`], for a type that isn't known to have it.
pub const fn codec<T: Keepable>() -> Codec<T> {
    Codec::SERDE
}
