use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(read_only = "yes")] //~ "yes"
fn greet(name: String) -> String {
    name
}

fn main() {}
