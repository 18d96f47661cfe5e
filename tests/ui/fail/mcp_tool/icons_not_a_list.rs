use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(icons = "https://example.com/icon.png")] //~ "https
fn greet(name: String) -> String {
    name
}

fn main() {}
