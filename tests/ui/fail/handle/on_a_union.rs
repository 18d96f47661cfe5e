use mcp_runtime::prelude::*;

/// A shopping basket
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
union Basket { //~ union
    count: u64,
    bits: f64,
}

fn main() {}
