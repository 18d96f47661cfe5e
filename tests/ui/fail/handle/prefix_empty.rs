use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "", ttl = "24h")] //~ ""
struct Basket {
    items: Vec<String>,
}

fn main() {}
