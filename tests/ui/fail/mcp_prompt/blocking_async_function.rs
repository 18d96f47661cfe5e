use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(blocking)] //~ blocking
async fn review(code: String) -> String {
    code
}

fn main() {}
