use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Keep what?")] answer: Vec<Keep>) -> String { //~ Vec
    drop(answer);
    project
}

fn main() {}
