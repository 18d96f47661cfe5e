use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(name = "")] //~ ""
fn greet(name: String) -> String {
    name
}

fn main() {}
