use mcp_runtime::prelude::*;

/// Send a letter.
#[mcp_tool(task(attempts = 2))] //~ 2
async fn send(to: String, task: Task) -> String {
    task.status("on its way");
    to
}

fn main() {}
