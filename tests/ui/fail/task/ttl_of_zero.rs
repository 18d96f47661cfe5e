use mcp_runtime::prelude::*;

/// Count the words of a text.
#[mcp_tool(read_only, task(ttl = "0s"))] //~ "0s"
async fn count(text: String) -> usize {
    text.len()
}

fn main() {}
