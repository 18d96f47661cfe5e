use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = 24)] //~ 24
struct Basket {
    items: Vec<String>,
}

fn main() {}
