use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(length = 1..=2)] days: u8) -> u8 { //~ 1..=2
    days
}

fn main() {}
