use mcp_runtime::prelude::*;

/// Plan a day out.
#[mcp_prompt]
fn day_out(#[mcp(complete = cities)] city: String) -> String { //~ cities
    city
}

fn main() {}
