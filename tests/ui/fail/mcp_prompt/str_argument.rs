use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: &str) -> String { //~ &str
    code.to_owned()
}

fn main() {}
