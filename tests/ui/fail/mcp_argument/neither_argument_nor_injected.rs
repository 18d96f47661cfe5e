use mcp_runtime::prelude::*;

struct City(String);

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(place: City) -> String { //~ City
    place.0
}

fn main() {}
