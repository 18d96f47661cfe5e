use mcp_runtime::prelude::*;

/// Order something.
#[mcp_tool]
fn order() {}

mcp_server! { pub struct Shop { name: "shop", version: "1.0.0", tools: [order] } } //~ struct

fn server() -> Shop {
    Shop::new()
}

fn main() {
    server();
}
