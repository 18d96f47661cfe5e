use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Sign in", url = "https://example.com")] answer: Confirm) -> String { //~ "Sign in"
    let Confirm = answer;
    project
}

fn main() {}
