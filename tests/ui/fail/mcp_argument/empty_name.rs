use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(#[mcp(name = "")] place: String) -> String { //~ ""
    place
}

fn main() {}
