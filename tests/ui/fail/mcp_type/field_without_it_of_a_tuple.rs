use mcp_runtime::prelude::*;

struct Item {
    name: String,
}

#[mcp_type]
struct Order(u8, Item); //~ Item

fn main() {}
