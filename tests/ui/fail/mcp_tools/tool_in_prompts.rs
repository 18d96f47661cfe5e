use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String {
    name
}

mcp_tools! { Polite { prompts: [greet] } } //~ greet]

fn main() {}
