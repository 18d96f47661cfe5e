use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(fallback = 3)] copies: u8) -> String { //~ 3
    let _ = copies;
    project
}

fn main() {}
