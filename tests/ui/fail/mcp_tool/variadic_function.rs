use mcp_runtime::prelude::*;

/// Add numbers.
#[mcp_tool]
fn add(first: i64, rest: ...) -> i64 { //~ rest
    first
}

fn main() {}
