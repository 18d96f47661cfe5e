use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(length = 1..=5)] lines: u32) -> String { //~ 1..=5
    format!("Review {lines} lines")
}

fn main() {}
