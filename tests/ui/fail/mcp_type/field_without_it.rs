use mcp_runtime::prelude::*;

struct Item {
    name: String,
}

#[mcp_type]
struct Order {
    item: Item, //~ Item
    count: u8,
}

fn main() {}
