use mcp_runtime::prelude::*;

/// Weather forecast for regions.
#[mcp_tool]
fn forecast(#[mcp(header = "Regions")] regions: Vec<String>) -> usize { //~ "Regions"
    regions.len()
}

fn main() {}
