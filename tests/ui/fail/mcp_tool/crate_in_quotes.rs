use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(crate = "mcp_runtime")] //~ "mcp_runtime"
fn greet(name: String) -> String {
    name
}

fn main() {}
