use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(meta = "gold")] //~ "gold"
fn greet(name: String) -> String {
    name
}

fn main() {}
