use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool(meta({ "com.example/tier": 1, "ui": { "resourceUri": "ui://weather/forecast.html" } }))] //~ "ui"
fn forecast(place: String) -> String {
    place
}

fn main() {}
