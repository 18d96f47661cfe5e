#![deny(dead_code)]

use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(default = 3, range = 1..=14)] days: u8) -> impl Future<Output = String> { //~ forecast
    async move { format!("{days}") }
}

fn main() {}
