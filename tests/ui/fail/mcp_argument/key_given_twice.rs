use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(
    #[mcp(default = 3)]
    #[mcp(default = 4)] //~ default
    days: u8,
) -> u8 {
    days
}

fn main() {}
