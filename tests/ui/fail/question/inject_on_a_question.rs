use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Really?", inject)] answer: Confirm) -> String { //~ inject
    let Confirm = answer;
    project
}

fn main() {}
