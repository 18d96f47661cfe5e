use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "Bsk", ttl = "24h")] //~ "Bsk"
struct Basket {
    items: Vec<String>,
}

fn main() {}
