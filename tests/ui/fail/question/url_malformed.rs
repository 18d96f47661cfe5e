use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Sign in", url = "example.com")] answer: Visited) -> String { //~ "example.com"
    let Visited = answer;
    project
}

fn main() {}
