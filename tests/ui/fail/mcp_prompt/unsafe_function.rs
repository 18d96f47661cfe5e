use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
unsafe fn review(code: String) -> String { //~ unsafe
    code
}

fn main() {}
