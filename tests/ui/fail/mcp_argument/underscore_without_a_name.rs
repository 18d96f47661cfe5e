use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(_: String) -> String { //~ _
    String::new()
}

fn main() {}
