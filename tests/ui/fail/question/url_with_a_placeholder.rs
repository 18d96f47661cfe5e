use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Sign in", url = "https://example.com/{project}")] answer: Visited) -> String { //~ "https://example.com/{project}"
    let Visited = answer;
    project
}

fn main() {}
