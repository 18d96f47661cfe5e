use mcp_runtime::prelude::*;

/// Add two integers.
#[mcp_tool]
fn add(a: i64, b: i64) -> i64 {
    a + ; //~ ;
}

mcp_server! { pub Sums { name: "sums", version: "1.0.0", tools: [add] } }

fn main() {}
