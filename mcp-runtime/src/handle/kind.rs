use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::server::Location;

/// When a handle expires.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expiry {
    /// So long after it was last used.
    AfterUse,
    /// So long after it was minted, however often it is used.
    AfterMint,
}

/// A kind of handle, as `#[handle(…)]` declares it.
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
    /// Whether handles of this kind come from another server, which shares the store and the state keys.
    pub external: bool,
    /// Where the type is declared.
    pub location: Location,
}

/// The state behind a handle. `#[derive(Handle)]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the state of a handle",
    label = "no handle's state",
    note = "put `#[derive(Handle)]` and `#[handle(prefix = \"…\", ttl = \"24h\")]` on the type"
)]
pub trait HandleState: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What the attribute says.
    const META: &'static HandleMeta;
}

/// The state behind a handle, kept in the server's store: it can be updated, closed and listed. `#[derive(Handle)]` implements
/// it for every kind that is not `sealed`.
#[diagnostic::on_unimplemented(
    message = "a handle of `{Self}` is sealed: its state travels in the handle's text and can't be changed, closed or listed",
    label = "only for state that the server keeps",
    note = "mint another handle with the new state, or take `sealed` out of `#[handle(…)]`"
)]
pub trait StoredState: HandleState {}

/// State that can be kept.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be the state of a handle: it must implement `Serialize` and `Deserialize`, and borrow nothing",
    label = "can't be kept",
    note = "put `#[mcp_type]` on the type, above the derive"
)]
pub trait Keepable {}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Keepable for T {}

/// Asserts that a type can be kept.
pub const fn keepable<T: Keepable>() {}
