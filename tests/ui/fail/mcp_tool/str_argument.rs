use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: &str) -> String { //~ &str
    format!("Hello, {name}")
}

fn main() {}
