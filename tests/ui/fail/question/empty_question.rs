use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = " ")] answer: Confirm) -> String { //~ " "
    let Confirm = answer;
    project
}

fn main() {}
