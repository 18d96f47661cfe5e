use mcp_runtime::prelude::*;

/// Weather forecast.
#[mcp_tool]
fn forecast() -> impl Iterator<Item = u8> { //~ impl
    1..=14
}

fn main() {}
