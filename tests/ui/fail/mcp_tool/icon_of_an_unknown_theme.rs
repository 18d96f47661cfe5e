use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(icons = [icon(src = "https://example.com/icon.png", theme = "sepia")])] //~ "sepia"
fn greet(name: String) -> String {
    name
}

fn main() {}
