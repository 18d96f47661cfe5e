use mcp_runtime::prelude::*;

/// A shopping basket
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket { //~ Basket
    items: Vec<String>,
}

fn main() {}
