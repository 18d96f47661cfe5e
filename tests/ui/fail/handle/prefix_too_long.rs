use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "basketsandmuchmore", ttl = "24h")] //~ "basketsandmuchmore"
struct Basket {
    items: Vec<String>,
}

fn main() {}
