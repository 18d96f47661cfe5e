use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(#[mcp(name = "title")] project: String, #[mcp(ask = "Archive {title}?")] answer: Confirm) -> String { //~ "Archive {title}?"
    let Confirm = answer;
    project
}

fn main() {}
