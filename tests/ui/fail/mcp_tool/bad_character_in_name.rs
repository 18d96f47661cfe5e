use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(name = "say hello")] //~ "say hello"
fn greet(name: String) -> String {
    name
}

fn main() {}
