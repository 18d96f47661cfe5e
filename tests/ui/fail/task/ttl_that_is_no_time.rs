use mcp_runtime::prelude::*;

/// Count the words of a text.
#[mcp_tool(read_only, task(ttl = "long"))] //~ "long"
async fn count(text: String) -> usize {
    text.len()
}

fn main() {}
