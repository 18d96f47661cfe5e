use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool(csp(connect = ["https://api.example.com"]))] //~ csp
fn forecast(place: String) -> String {
    place
}

fn main() {}
