use mcp_runtime::prelude::*;

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "Really?", fallback = Answer::Declined)] answer: Answer<Confirm>) -> String { //~ Answer::Declined
    let _ = answer;
    project
}

fn main() {}
