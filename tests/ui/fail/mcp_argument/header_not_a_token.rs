use mcp_runtime::prelude::*;

/// Weather forecast for a region.
#[mcp_tool]
fn forecast(#[mcp(header = "Data Region")] region: String) -> String { //~ "Data Region"
    region
}

fn main() {}
