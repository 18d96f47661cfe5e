use mcp_runtime::prelude::*;

/// Compare code.
#[mcp_prompt]
fn compare(code: String, #[mcp(name = "code")] other: String) -> String { //~ other
    code + &other
}

fn main() {}
