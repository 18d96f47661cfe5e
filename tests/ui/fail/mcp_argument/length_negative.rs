use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(length = -1..=80)] place: String) -> String { //~ -1..=80
    place
}

fn main() {}
