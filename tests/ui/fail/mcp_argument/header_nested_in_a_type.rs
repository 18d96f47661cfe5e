use mcp_runtime::prelude::*;

#[mcp_type]
struct Place {
    #[mcp(header = "Region")] //~ header
    region: String,
}

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(place: Place) -> String {
    place.region
}

fn main() {}
