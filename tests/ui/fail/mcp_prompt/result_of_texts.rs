use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> Vec<String> { //~ Vec
    vec![code]
}

fn main() {}
