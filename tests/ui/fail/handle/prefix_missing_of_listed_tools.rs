use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(ttl = "24h")]
struct Basket { //~ Basket
    items: Vec<String>,
}

/// Create an empty basket.
#[mcp_tool]
async fn create_basket(baskets: Handles<Basket>) -> Result<Minted<Basket>, ToolError> {
    baskets.mint(Basket { items: Vec::new() }).await
}

/// Count what is in a basket.
#[mcp_tool(read_only)]
fn count_items(basket: Handle<Basket>) -> usize {
    basket.items.len()
}

mcp_server! {
    Shop { name: "shop", version: "1.0.0", tools: [create_basket, count_items] }
}

fn main() {
    let _ = Shop::new();
}
