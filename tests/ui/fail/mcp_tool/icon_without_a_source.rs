use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(icons = [icon(theme = "dark")])] //~ icon(
fn greet(name: String) -> String {
    name
}

fn main() {}
