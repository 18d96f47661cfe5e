use mcp_runtime::prelude::*;

use mcp_runtime::serde;

/// A shopping basket
#[derive(Handle, serde::Serialize)]
#[serde(crate = "mcp_runtime::serde")]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket { //~ Basket
    items: Vec<String>,
}

fn main() {}
