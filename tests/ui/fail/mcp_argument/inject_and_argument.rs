use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(inject, argument)] place: String) -> String { //~ inject
    place
}

fn main() {}
