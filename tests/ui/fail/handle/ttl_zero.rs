use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "0s")] //~ "0s"
struct Basket {
    items: Vec<String>,
}

fn main() {}
