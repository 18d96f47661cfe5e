use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(ttl = "24h")]
struct Basket { //~ Basket
    items: Vec<String>,
}

fn main() {}
