//! State that lasts from call to call, behind handles that the model carries.
//!
//! The protocol has no session. A tool that makes something (a basket, an upload, a search) returns
//! a *handle*, a short text, and other tools take it as an argument. Here a handle has a type.
//! [`Minted<Basket>`](Minted) is a result, [`Handle<Basket>`](Handle) is an argument that is
//! verified and loaded before the function runs, and [`Handles<Basket>`](Handles) mints them.
//!
//! The text of a handle holds 128 random bits. It is authenticated with the server's [sealing
//! keys](crate::SealingKeys), its kind and its owner. The state itself is in the server's
//! [store](crate::store), or, for a `sealed` kind, encrypted in the text.
//!
//! ```
//! use mcp_runtime::prelude::*;
//!
//! /// A shopping basket
//! #[mcp_type]
//! #[derive(Handle, Default)]
//! #[handle(prefix = "bsk", ttl = "24h")]
//! struct Basket {
//!     items: Vec<String>,
//! }
//!
//! /// Create an empty basket.
//! #[mcp_tool]
//! async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
//!     baskets.mint(Basket::default()).await
//! }
//!
//! /// Put an item into a basket.
//! #[mcp_tool]
//! async fn add_item(
//!     mut basket: Handle<Basket>,
//!     /// What to put into it
//!     sku: String,
//! ) -> Result<String, ToolError> {
//!     basket.update(|basket| basket.items.push(sku.clone())).await?;
//!     Ok(format!("{} items", basket.items.len()))
//! }
//!
//! mcp_server! { pub Shop { name: "shop", version: "1.0.0", tools: [create_basket, add_item] } }
//! # let _ = Shop::new();
//! ```

mod explain;
mod handles;
mod held;
mod id;
mod kind;
mod kinds;
mod mentions;
mod minted;
mod pending;
mod quoted;
mod sealed;
mod store;
mod turns;
mod weight;

pub use handles::Handles;
pub use held::Handle;
pub use kind::{HandleState, StoredState};
pub use minted::Minted;

pub use crate::table::{Expiry, HandleMeta};

pub(crate) use explain::Side;
pub(crate) use kinds::Kinds;
pub(crate) use pending::{Pending, collecting, load};
pub(crate) use store::{HandleService, HandleStore, Quota};

/// For macro expansions, through `__private`.
pub(crate) mod expansion {
    pub use super::kind::{Codec, codec};
    pub use super::mentions::{HandleProbe, NoHandle, NoMention, Probe};
    pub use super::quoted::{QuoteAny, Quoting};
}
