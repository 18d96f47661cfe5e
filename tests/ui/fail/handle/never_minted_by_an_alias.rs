use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

type Open = Handle<Basket>;

/// Count what is in baskets.
#[mcp_tool(read_only)]
fn count_items(basket: Open) -> usize {
    basket.items.len()
}

mcp_server! {
    Shop { name: "shop", version: "1.0.0", tools: [
            count_items, //~ count_items
        ] }
}

fn main() {
    let _ = Shop::new();
}
