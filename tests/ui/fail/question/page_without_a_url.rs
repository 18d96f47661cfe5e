use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Sign in")] answer: Visited) -> String { //~ "Sign in"
    let Visited = answer;
    project
}

fn main() {}
