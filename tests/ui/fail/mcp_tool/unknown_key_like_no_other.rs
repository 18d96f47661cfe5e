use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(qqq = 1)] //~ qqq
fn greet(name: String) -> String {
    name
}

fn main() {}
