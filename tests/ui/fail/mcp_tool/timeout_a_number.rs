use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(timeout = 30)] //~ 30
fn greet(name: String) -> String {
    name
}

fn main() {}
