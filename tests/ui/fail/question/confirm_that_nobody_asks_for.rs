use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, answer: Confirm) -> String { //~ Confirm
    let Confirm = answer;
    project
}

fn main() {}
