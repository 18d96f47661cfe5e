use mcp_runtime::prelude::*;

/// Ask for a review.
#[mcp_prompt]
fn review(code: String, task: Task) -> String { //~ task
    task.status("asking");
    code
}

fn main() {}
