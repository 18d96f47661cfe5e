use mcp_runtime::prelude::*;

/// Order something.
#[mcp_tool]
fn order() {}

mcp_server! { pub Shop { name: "shop", version: "1.0.0", tools: [order()] } } //~ ()]

fn main() {}
