use mcp_runtime::prelude::*;

/// Add one.
#[mcp_tool(annotations(read_only_hint = true))] //~ annotations
fn add(a: i64) -> i64 {
    a + 1
}

fn main() {}
