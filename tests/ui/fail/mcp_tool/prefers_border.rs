use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool(prefers_border)] //~ prefers_border
fn forecast(place: String) -> String {
    place
}

fn main() {}
