use mcp_runtime::prelude::*;

struct Done;

/// Count the words of a text.
#[mcp_tool(read_only, task)]
async fn count(text: String, task: Task<Done>) -> usize { //~ Task<Done>
    drop(task);
    text.len()
}

fn main() {}
