use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Keep what?", fallback = true)] answer: Keep) -> String { //~ true
    drop(answer);
    project
}

fn main() {}
