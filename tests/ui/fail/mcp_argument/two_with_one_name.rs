use mcp_runtime::prelude::*;

/// Weather forecast for a place.
#[mcp_tool]
fn forecast(
    place: String,
    #[mcp(name = "place")] town: String, //~ town
) -> String {
    place + &town
}

fn main() {}
