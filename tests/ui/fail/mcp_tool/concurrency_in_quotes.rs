use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(concurrency = "2")] //~ "2"
fn greet(name: String) -> String {
    name
}

fn main() {}
