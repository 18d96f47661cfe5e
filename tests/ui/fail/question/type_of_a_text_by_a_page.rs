use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(ask = "Sign in", url = "https://example.com")] answer: String) -> String { //~ String
    drop(answer);
    String::new()
}

fn main() {}
