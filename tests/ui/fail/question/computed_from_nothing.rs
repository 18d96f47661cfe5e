use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask_with = Question::new(format!("Archive {}?", projekt)))] answer: Confirm) -> String { //~ projekt
    let Confirm = answer;
    project
}

fn main() {}
