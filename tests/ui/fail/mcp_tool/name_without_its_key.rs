use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool("forecast")] //~ "forecast"
fn forecast() -> u8 {
    21
}

fn main() {}
