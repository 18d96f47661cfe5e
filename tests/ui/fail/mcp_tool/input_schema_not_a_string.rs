use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(input_schema = 7)] //~ 7
fn greet(name: String) -> String {
    name
}

fn main() {}
