use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(icons = [icon(src = "https://example.com/icon.png", size = "48x48")])] //~ size =
fn greet(name: String) -> String {
    name
}

fn main() {}
