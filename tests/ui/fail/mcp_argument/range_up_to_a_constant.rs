use mcp_runtime::prelude::*;

const LAST: u8 = 14;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(range = 1..=LAST)] days: u8) -> u8 { //~ LAST
    days.min(LAST)
}

fn main() {}
