use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(blocking)] //~ blocking
async fn greet(name: String) -> String {
    name
}

fn main() {}
