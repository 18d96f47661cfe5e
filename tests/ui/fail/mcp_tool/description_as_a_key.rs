use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(description = "Greet somebody.")] //~ description
fn greet(name: String) -> String {
    name
}

fn main() {}
