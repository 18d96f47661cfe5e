use mcp_runtime::prelude::*;

#[derive(Default)]
struct Item {
    name: String,
}

#[mcp_type]
struct Order {
    others: Vec<Item>, //~ Item
    first: Option<Item>,
}

/// Order some things.
#[mcp_tool]
fn order(order: Order) -> Json<Order> {
    Json(order)
}

mcp_server! {
    Shop { name: "shop", version: "1.0.0", tools: [order] }
}

fn main() {
    let _ = Shop::new();
}
