use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
#[mcp(title = "Review")] //~ #[mcp(
fn review(code: String) -> String {
    code
}

fn main() {}
