use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "How many copies?")] answer: u32) -> String { //~ u32
    let _ = answer;
    project
}

fn main() {}
