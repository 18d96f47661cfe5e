use mcp_runtime::prelude::*;

/// Weather forecast for a day.
#[mcp_tool]
fn forecast(#[mcp(format = "datetime")] day: String) -> String { //~ "datetime"
    day
}

fn main() {}
