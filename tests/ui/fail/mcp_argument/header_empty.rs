use mcp_runtime::prelude::*;

/// Weather forecast for a region.
#[mcp_tool]
fn forecast(#[mcp(header = "")] region: String) -> String { //~ ""
    region
}

fn main() {}
