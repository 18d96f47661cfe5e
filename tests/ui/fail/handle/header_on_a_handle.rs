use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

/// Count what is in a basket.
#[mcp_tool]
fn count_items(#[mcp(header = "Basket")] basket: Handle<Basket>) -> usize { //~ "Basket"
    basket.items.len()
}

fn main() {}
