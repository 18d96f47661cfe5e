use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(timeout = "0s")] //~ "0s"
fn greet(name: String) -> String {
    name
}

fn main() {}
