use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool(destructive)]
fn archive(project: String, #[mcp(ask = "Archive {project}?", fallback = Confirm)] answer: Confirm) -> String { //~ Confirm)
    let Confirm = answer;
    project
}

fn main() {}
