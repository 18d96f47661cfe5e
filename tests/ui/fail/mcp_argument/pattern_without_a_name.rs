use mcp_runtime::prelude::*;

/// Add two integers.
#[mcp_tool]
fn add((a, b): (i64, i64)) -> i64 { //~ (a, b)
    a + b
}

fn main() {}
