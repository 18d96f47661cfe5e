use mcp_runtime::prelude::*;

#[mcp_type]
struct Place {
    #[mcp(header = "Region")] //~ mcp
    region: String,
}

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(place: Place) -> String {
    place.region
}

fn main() {}
