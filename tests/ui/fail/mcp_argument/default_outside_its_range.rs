use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(range = 1..=14, default = 15)] days: u8) -> u8 { //~ 15
    days
}

fn main() {}
