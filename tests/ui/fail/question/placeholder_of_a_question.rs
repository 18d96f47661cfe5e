use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Keep what?")] keep: Keep, #[mcp(ask = "Keep {keep}?")] answer: Confirm) -> String { //~ "Keep {keep}?"
    drop(keep);
    let Confirm = answer;
    project
}

fn main() {}
