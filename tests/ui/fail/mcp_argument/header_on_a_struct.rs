use mcp_runtime::prelude::*;

#[mcp_type]
struct Region {
    name: String,
}

/// Weather forecast for a region.
#[mcp_tool]
fn forecast(#[mcp(header = "Region")] region: Region) -> String { //~ "Region"
    region.name
}

fn main() {}
