use mcp_runtime::prelude::*;

#[derive(Form)]
struct Keep {
    backup: bool,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask_with = Question::<Confirm>::new("Keep what?"))] answer: Keep) -> String { //~ Question::<Confirm>
    drop(answer);
    project
}

fn main() {}
