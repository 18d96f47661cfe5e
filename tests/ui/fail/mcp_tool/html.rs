use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool(html = "ui/forecast.html")] //~ html
fn forecast(place: String) -> String {
    place
}

fn main() {}
