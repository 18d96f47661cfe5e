use mcp_runtime::prelude::*;

use std::cell::Cell;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket { //~ Basket
    count: Cell<u32>,
}

fn main() {}
