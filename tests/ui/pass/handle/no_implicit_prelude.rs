//! The expansion names everything by its whole path, also where the dependency has another name.
#![no_implicit_prelude]
#![deny(warnings)]

use ::mcp_runtime as renamed;

mod std {}
mod core {}
mod serde {}
mod serde_json {}
mod mcp_runtime {}

/// A basket
#[derive(::mcp_runtime::Handle, renamed::serde::Serialize, renamed::serde::Deserialize)]
#[serde(crate = "renamed::serde")]
#[handle(prefix = "bsk", ttl = "24h", crate = renamed)]
struct Basket {
    items: ::std::vec::Vec<::std::string::String>,
}

impl ::std::fmt::Display for Basket {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        ::std::write!(f, "{} things", self.items.len())
    }
}

/// Create a basket.
#[::mcp_runtime::mcp_tool(crate = renamed)]
async fn create(baskets: renamed::Handles<Basket>) -> ::std::result::Result<renamed::Minted<Basket>, renamed::ToolError> {
    baskets.mint(Basket { items: ::std::vec::Vec::new() }).await
}

/// Empty a basket.
#[::mcp_runtime::mcp_tool(crate = renamed, destructive, confirm = "Empty {basket}?")]
async fn empty(mut basket: renamed::Handle<Basket>) -> ::std::result::Result<(), renamed::ToolError> {
    basket.update(|basket| basket.items.clear()).await
}

renamed::mcp_server! { Shop { name: "shop", version: "1.0.0", tools: [create, empty], crate: renamed } }

pub(crate) fn main() {
    ::std::assert!(Shop::new().check().is_ok());
}
