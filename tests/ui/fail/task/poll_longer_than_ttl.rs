use mcp_runtime::prelude::*;

/// Count the words of a text.
#[mcp_tool(read_only, task(ttl = "1m", poll = "2m"))] //~ "2m"
async fn count(text: String) -> usize {
    text.len()
}

fn main() {}
