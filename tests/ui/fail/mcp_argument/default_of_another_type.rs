use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default = Some(3))] days: u8) -> u8 { //~ Some(3)
    days
}

fn main() {}
