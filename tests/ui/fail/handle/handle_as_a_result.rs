use mcp_runtime::prelude::*;

/// A shopping basket
#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket {
    items: Vec<String>,
}

/// Give it back.
#[mcp_tool]
fn same(basket: Handle<Basket>) -> Handle<Basket> { //~ Handle<Basket> {
    basket
}

fn main() {}
