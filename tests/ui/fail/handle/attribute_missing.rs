use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
struct Basket { //~ Basket
    items: Vec<String>,
}

fn main() {}
