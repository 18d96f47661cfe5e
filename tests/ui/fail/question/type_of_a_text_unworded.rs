use mcp_runtime::prelude::*;

#[mcp_type]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask)] answer: Keep) -> String { //~ Keep)
    drop(answer);
    project
}

fn main() {}
