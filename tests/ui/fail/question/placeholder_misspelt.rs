use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Archive {projekt}?")] answer: Confirm) -> String { //~ "Archive {projekt}?"
    let Confirm = answer;
    project
}

fn main() {}
