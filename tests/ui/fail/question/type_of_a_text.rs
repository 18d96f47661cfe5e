use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(ask = "What is it?")] answer: String) -> String { //~ String
    drop(answer);
    String::new()
}

fn main() {}
