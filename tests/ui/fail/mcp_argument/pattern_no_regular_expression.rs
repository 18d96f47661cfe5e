use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(pattern = "^[a-z+$")] place: String) -> String { //~ "^[a-z+$"
    place
}

fn main() {}
