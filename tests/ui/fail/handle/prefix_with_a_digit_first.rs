use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "2bsk", ttl = "24h")] //~ "2bsk"
struct Basket {
    items: Vec<String>,
}

fn main() {}
