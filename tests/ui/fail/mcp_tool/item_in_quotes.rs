use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(item = "GreetTool")] //~ "GreetTool"
fn greet(name: String) -> String {
    name
}

fn main() {}
