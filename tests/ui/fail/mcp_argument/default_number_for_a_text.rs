use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(default = 3)] place: String) -> String { //~ 3
    place
}

fn main() {}
