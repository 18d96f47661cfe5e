use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(name = greet_somebody)] //~ greet_somebody
fn greet(name: String) -> String {
    name
}

fn main() {}
