use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "999999999999999d")] //~ "999999999999999d"
struct Basket {
    items: Vec<String>,
}

fn main() {}
