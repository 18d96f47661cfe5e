use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(title)] //~ title
fn greet(name: String) -> String {
    name
}

fn main() {}
