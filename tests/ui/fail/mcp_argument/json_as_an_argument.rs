use mcp_runtime::prelude::*;

#[mcp_type]
struct Order {
    sku: String,
}

/// Order something.
#[mcp_tool]
fn order(Json(order): Json<Order>) -> String { //~ Json<Order>
    order.sku
}

fn main() {}
