use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool(meta({ "ui/resourceUri": "ui://weather/forecast.html" }))] //~ "ui/resourceUri"
fn forecast(place: String) -> String {
    place
}

fn main() {}
