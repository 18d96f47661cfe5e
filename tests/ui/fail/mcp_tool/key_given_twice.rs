use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(
    title = "Greet",
    title = "Say hello", //~ title
)]
fn greet(name: String) -> String {
    name
}

fn main() {}
