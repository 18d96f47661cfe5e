use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(range = 1..=5, default = 9)] depth: u8) -> String { //~ 9
    format!("Review it {depth} levels deep")
}

fn main() {}
