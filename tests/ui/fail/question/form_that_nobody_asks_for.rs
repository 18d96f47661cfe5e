use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, answer: Keep) -> String { //~ Keep
    drop(answer);
    project
}

fn main() {}
