use mcp_runtime::prelude::*;

/// Add one.
#[mcp_tool]
fn add(#[mcp(short)] a: i64) -> i64 { //~ short
    a + 1
}

fn main() {}
