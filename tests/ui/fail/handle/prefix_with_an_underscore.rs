use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "b_sk", ttl = "24h")] //~ "b_sk"
struct Basket {
    items: Vec<String>,
}

fn main() {}
