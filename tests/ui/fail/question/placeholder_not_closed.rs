use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Archive {project?")] answer: Confirm) -> String { //~ "Archive {project?"
    let Confirm = answer;
    project
}

fn main() {}
