use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String {
    name
}

mcp_tools! {
    Polite {
        tools: [greet],
        tools: [], //~ tools
    }
}

fn main() {}
