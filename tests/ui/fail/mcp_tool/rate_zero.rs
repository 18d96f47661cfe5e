use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(rate = "0/min")] //~ "0/min"
fn greet(name: String) -> String {
    name
}

fn main() {}
