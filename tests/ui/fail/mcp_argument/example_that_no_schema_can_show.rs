use mcp_runtime::prelude::*;

struct Days(u8);

/// Weather forecast.
#[mcp_tool]
fn forecast(#[mcp(example = Days(3))] days: u8) -> u8 { //~ Days(3)
    days
}

fn main() {}
