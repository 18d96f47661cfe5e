use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(readonly)] //~ readonly
fn greet(name: String) -> String {
    name
}

fn main() {}
