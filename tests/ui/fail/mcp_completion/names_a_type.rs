use mcp_runtime::prelude::*;

/// Plan a day out.
#[mcp_prompt]
fn day_out(#[mcp(complete = String)] city: String) -> String { //~ String
    city
}

fn main() {}
