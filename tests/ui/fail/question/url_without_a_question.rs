use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(url = "https://example.com")] page: String) -> String { //~ "https://example.com"
    drop(page);
    project
}

fn main() {}
