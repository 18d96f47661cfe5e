use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Archive {}?")] answer: Confirm) -> String { //~ "Archive {}?"
    let Confirm = answer;
    project
}

fn main() {}
