use mcp_runtime::prelude::*;

#[mcp_tool]
fn greet(name: String) -> String { //~ greet
    name
}

fn main() {}
