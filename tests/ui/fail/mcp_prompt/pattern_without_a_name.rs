use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(_: String) -> &'static str { //~ _
    "Review it"
}

fn main() {}
