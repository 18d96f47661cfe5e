use mcp_runtime::prelude::*;

/// Weather forecast for a latitude.
#[mcp_tool]
fn forecast(#[mcp(header = "Latitude")] latitude: f64) -> f64 { //~ "Latitude"
    latitude
}

fn main() {}
