use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Keep what?")] Keep { backup }: Keep) -> String { //~ Keep {
    let _ = backup;
    project
}

fn main() {}
