use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "körbe", ttl = "24h")] //~ "körbe"
struct Basket {
    items: Vec<String>,
}

fn main() {}
