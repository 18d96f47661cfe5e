use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h", crate = "mcp_runtime")] //~ "mcp_runtime"
struct Basket {
    items: Vec<String>,
}

fn main() {}
