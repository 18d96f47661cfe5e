use mcp_runtime::prelude::*;

/// Add one.
#[mcp_tool]
fn add(a: i64) -> i64 {
    a + 1
}

mcp_server! { pub Sums { name: "sums", version: "1.0.0", tools: [add], transport: "stdio" } } //~ transport

fn main() {}
