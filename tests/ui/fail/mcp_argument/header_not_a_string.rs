use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(header = Region)] region: String) -> String { //~ Region
    region
}

fn main() {}
