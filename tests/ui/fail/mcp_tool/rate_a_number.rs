use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(rate = 10)] //~ 10
fn greet(name: String) -> String {
    name
}

fn main() {}
