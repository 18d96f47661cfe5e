use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask_with = Question::new("Sign in"), url = "https://example.com")] answer: Visited) -> String { //~ "https://example.com"
    let Visited = answer;
    project
}

fn main() {}
