use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
#[handle(ttl = "1h")] //~ ttl
struct Basket {
    items: Vec<String>,
}

fn main() {}
