use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default = 300)] days: u8) -> u8 { //~ 300
    days
}

fn main() {}
