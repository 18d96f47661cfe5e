use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default = 3)] days: Option<u8>) -> u8 { //~ 3
    days.unwrap_or(0)
}

fn main() {}
