use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default = -1)] days: u8) -> u8 { //~ -1
    days
}

fn main() {}
