use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(lenght = 1..=80)] place: String) -> String { //~ lenght
    place
}

fn main() {}
