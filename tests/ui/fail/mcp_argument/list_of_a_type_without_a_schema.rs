use mcp_runtime::prelude::*;

struct City(String);

/// Weather forecast for some places.
#[mcp_tool]
fn forecast(places: Vec<City>) -> usize { //~ City
    places.len()
}

fn main() {}
