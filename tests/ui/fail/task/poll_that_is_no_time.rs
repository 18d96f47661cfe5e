use mcp_runtime::prelude::*;

/// Count the words of a text.
#[mcp_tool(read_only, task(poll = 5))] //~ 5
async fn count(text: String) -> usize {
    text.len()
}

fn main() {}
