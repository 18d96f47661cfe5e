use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

mod shop {
    use mcp_runtime::prelude::*;

    use super::Basket;

    /// Count what is in a basket.
    #[mcp_tool(read_only)]
    pub fn count_items(basket: Handle<Basket>) -> usize {
        basket.items.len()
    }

    mcp_tools! { pub Baskets: [count_items] }
}

mcp_server! {
    Shop { name: "shop", version: "1.0.0", tools: [
            ..shop::Baskets, //~ shop::Baskets
        ] }
}

fn main() {
    let _ = Shop::new();
}
