use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h", durable)] //~ durable
struct Basket {
    items: Vec<String>,
}

fn main() {}
