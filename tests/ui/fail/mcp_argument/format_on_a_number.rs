use mcp_runtime::prelude::*;

/// Weather forecast for a day.
#[mcp_tool]
fn forecast(#[mcp(format = "date")] day: u32) -> u32 { //~ "date"
    day
}

fn main() {}
