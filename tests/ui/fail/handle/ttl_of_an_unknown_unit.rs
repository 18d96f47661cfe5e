use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "2y")] //~ "2y"
struct Basket {
    items: Vec<String>,
}

fn main() {}
