use mcp_runtime::prelude::*;

#[derive(Form)]
struct Copies {
    number: u8,
}

/// Archive a project.
#[mcp_tool]
fn archive(project: String, #[mcp(ask = "How many?", format = "date")] answer: Copies) -> String { //~ format
    drop(answer);
    project
}

fn main() {}
