use mcp_runtime::prelude::*;

#[derive(Form)]
enum Keep {
    Nothing,
    Backup,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Keep what?")] answer: Keep) -> String { //~ Keep)
    drop(answer);
    project
}

fn main() {}
