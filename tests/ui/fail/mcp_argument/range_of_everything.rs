use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(range = ..)] days: u8) -> u8 { //~ ..
    days
}

fn main() {}
