use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(ask = "Archive {answer}?")] answer: Confirm) -> String { //~ "Archive {answer}?"
    let Confirm = answer;
    String::new()
}

fn main() {}
