use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask_with = 7)] answer: Confirm) -> String { //~ 7
    let Confirm = answer;
    project
}

fn main() {}
