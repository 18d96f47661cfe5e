use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask_with = format!("Archive {project}?"))] answer: Confirm) -> String { //~ format!
    let Confirm = answer;
    project
}

fn main() {}
