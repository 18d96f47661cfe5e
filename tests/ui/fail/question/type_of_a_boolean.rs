use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Keep it?")] answer: bool) -> String { //~ bool
    let _ = answer;
    project
}

fn main() {}
