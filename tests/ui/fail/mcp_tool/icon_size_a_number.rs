use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(icons = [icon(src = "https://example.com/icon.png", sizes = [48])])] //~ [48]
fn greet(name: String) -> String {
    name
}

fn main() {}
