use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Really?", ask_with = Question::new("Really?"))] answer: Confirm) -> String { //~ "Really?"
    let Confirm = answer;
    project
}

fn main() {}
