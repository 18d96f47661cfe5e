use mcp_runtime::prelude::*;

/// Count the words of a text.
#[mcp_tool(read_only, task)]
async fn count(text: String, one: Task, other: Task<u32>) -> usize { //~ Task<u32>
    one.status("counting");
    other.status("counting");
    text.len()
}

fn main() {}
