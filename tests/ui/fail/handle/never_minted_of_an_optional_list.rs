use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

/// Count what is in baskets.
#[mcp_tool(read_only)]
fn count_items(baskets: Option<Vec<Handle<Basket>>>) -> usize {
    baskets.iter().flatten().map(|basket| basket.items.len()).sum()
}

mcp_server! {
    Shop { name: "shop", version: "1.0.0", tools: [
            count_items, //~ count_items
        ] }
}

fn main() {
    let _ = Shop::new();
}
