use mcp_runtime::prelude::*;

/// Add one.
#[mcp_tool(tags = ["math"])] //~ tags
fn add(a: i64) -> i64 {
    a + 1
}

fn main() {}
