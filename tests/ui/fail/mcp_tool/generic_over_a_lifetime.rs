use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet<'a>(name: String) -> String { //~ 'a
    name
}

fn main() {}
