use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h", sealed, fixed = false)] //~ fixed
struct Basket {
    items: Vec<String>,
}

fn main() {}
