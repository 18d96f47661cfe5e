use mcp_runtime::prelude::*;

/// Count the words of a text.
#[mcp_tool(read_only)]
async fn count(text: String, task: Task) -> usize { //~ task
    task.status("counting");
    text.len()
}

fn main() {}
