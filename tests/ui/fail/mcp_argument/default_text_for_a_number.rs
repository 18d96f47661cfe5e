use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default = "three")] days: u8) -> u8 { //~ "three"
    days
}

fn main() {}
