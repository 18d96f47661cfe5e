use mcp_runtime::prelude::*;

/// Fetch more rows.
#[mcp_tool(read_only, visibility(app), task(required))] //~ required
async fn more(from: u32) -> u32 {
    from
}

fn main() {}
