use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(rate = "10/min")] //~ "10/min"
fn greet(name: String) -> String {
    name
}

fn main() {}
