use mcp_runtime::prelude::*;

/// Count up.
#[mcp_tool]
fn count(#[mcp(max = 10)] to: u32) -> u32 { //~ max
    to
}

fn main() {}
