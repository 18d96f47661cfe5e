use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(volunteered)] copies: u8) -> String { //~ volunteered
    let _ = copies;
    project
}

fn main() {}
