use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask)] answer: Keep) -> String { //~ ask
    drop(answer);
    project
}

fn main() {}
