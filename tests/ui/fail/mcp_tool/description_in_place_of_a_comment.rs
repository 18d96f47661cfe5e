use mcp_runtime::prelude::*;

#[mcp_tool(description = "Add two integers.")] //~ description
fn add(a: i64, b: i64) -> i64 {
    a + b
}

mcp_server! { pub Sums { name: "sums", version: "1.0.0", tools: [add] } }

fn main() {}
