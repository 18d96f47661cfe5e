use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: impl Into<String>) -> String { //~ impl
    name.into()
}

fn main() {}
