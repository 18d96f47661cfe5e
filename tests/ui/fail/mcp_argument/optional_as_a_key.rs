use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(#[mcp(optional)] name: String) -> String { //~ optional
    name
}

fn main() {}
