use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool(permissions(camera))] //~ permissions
fn forecast(place: String) -> String {
    place
}

fn main() {}
