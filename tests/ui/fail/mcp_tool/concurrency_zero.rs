use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(concurrency = 0)] //~ 0
fn greet(name: String) -> String {
    name
}

fn main() {}
