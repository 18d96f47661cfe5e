use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(ask = "Archive {project}?")] answer: Confirm) -> String { //~ "Archive {project}?"
    let Confirm = answer;
    String::new()
}

fn main() {}
