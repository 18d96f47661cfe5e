use mcp_runtime::prelude::*;

/// Weather forecast for a region.
#[mcp_tool]
fn forecast(
    #[mcp(header = "Region")] region: String,
    #[mcp(header = "REGION")] zone: String, //~ "REGION"
) -> String {
    region + &zone
}

fn main() {}
