use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket<T> { //~ T
    items: Vec<T>,
}

fn main() {}
