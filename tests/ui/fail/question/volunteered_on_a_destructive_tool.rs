use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool(destructive)]
fn archive(project: String, #[mcp(ask = "Archive {project}?", volunteered)] answer: Confirm) -> String { //~ volunteered
    let Confirm = answer;
    project
}

fn main() {}
