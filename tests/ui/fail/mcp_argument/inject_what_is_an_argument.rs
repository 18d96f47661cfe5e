use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(inject)] place: String) -> String { //~ String
    place
}

fn main() {}
