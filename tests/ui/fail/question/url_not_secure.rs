use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Sign in", url = "http://example.com")] answer: Visited) -> String { //~ "http://example.com"
    let Visited = answer;
    project
}

fn main() {}
