use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(range = 14)] days: u8) -> u8 { //~ 14
    days
}

fn main() {}
