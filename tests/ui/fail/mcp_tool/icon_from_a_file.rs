use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(icons = ["icons/greet.png"])] //~ "icons/greet.png"
fn greet(name: String) -> String {
    name
}

fn main() {}
