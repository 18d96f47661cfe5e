use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(ask_with = Question::new("What is it?"))] answer: String) -> String { //~ String
    drop(answer);
    String::new()
}

fn main() {}
