use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) { //~ review
    drop(code);
}

fn main() {}
