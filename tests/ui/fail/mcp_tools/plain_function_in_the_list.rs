use mcp_runtime::prelude::*;

/// Greet somebody.
fn greet(name: String) -> String {
    name
}

mcp_tools! { Greetings: [greet] } //~ greet]

fn main() {}
