use mcp_runtime::prelude::*;

/// Ask for a review.
#[mcp_prompt(task)] //~ task
fn review(code: String) -> String {
    code
}

fn main() {}
