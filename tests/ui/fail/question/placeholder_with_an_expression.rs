use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Archive {project.name}?")] answer: Confirm) -> String { //~ "Archive {project.name}?"
    let Confirm = answer;
    project
}

fn main() {}
