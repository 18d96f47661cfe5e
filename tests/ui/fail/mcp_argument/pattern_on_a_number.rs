use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(pattern = "^[0-9]$")] days: u8) -> u8 { //~ "^[0-9]$"
    days
}

fn main() {}
