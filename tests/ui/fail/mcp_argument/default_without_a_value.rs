use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default)] days: u8) -> u8 { //~ default
    days
}

fn main() {}
