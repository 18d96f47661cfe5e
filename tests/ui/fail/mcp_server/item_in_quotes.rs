use mcp_runtime::prelude::*;

mcp_server! { pub Shop { name: "shop", version: "1.0.0", tools: ["order"] } } //~ "order"

fn main() {}
