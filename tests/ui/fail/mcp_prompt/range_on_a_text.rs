use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(range = 1..=5)] code: String) -> String { //~ 1..=5
    code
}

fn main() {}
