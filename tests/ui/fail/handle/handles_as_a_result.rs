use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

/// Give all baskets.
#[mcp_tool]
fn all(baskets: Handles<Basket>) -> Handles<Basket> { //~ Handles<Basket> {
    baskets
}

fn main() {}
