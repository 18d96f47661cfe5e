use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(#[mcp(description = "Who is greeted")] name: String) -> String { //~ description
    name
}

fn main() {}
