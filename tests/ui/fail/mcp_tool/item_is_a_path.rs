use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(item = tools::Greet)] //~ tools::Greet
fn greet(name: String) -> String {
    name
}

fn main() {}
