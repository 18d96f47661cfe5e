use mcp_runtime::prelude::*;

struct Item {
    name: String,
}

#[mcp_type]
enum Order {
    One(Item), //~ Item
    Several(Vec<Item>, Box<Order>),
    Nothing,
}

fn main() {}
