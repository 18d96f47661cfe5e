use mcp_runtime::prelude::*;

#[derive(Form)]
struct Copies {
    number: u8,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "How many?", range = 1..=3)] answer: Copies) -> String { //~ range
    drop(answer);
    project
}

fn main() {}
