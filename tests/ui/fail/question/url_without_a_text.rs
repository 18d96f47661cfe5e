use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask, url = "https://example.com")] answer: Visited) -> String { //~ ask
    let Visited = answer;
    project
}

fn main() {}
