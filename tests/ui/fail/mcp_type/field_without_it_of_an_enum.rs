use mcp_runtime::prelude::*;

struct Item {
    name: String,
}

#[mcp_type]
enum Order {
    One(Item), //~ Item
    Several { items: Vec<Item>, parent: Box<Order> },
    Nothing,
}

fn main() {}
