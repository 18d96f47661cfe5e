use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
#[mcp_prompt(name = "again")] //~ #[mcp_prompt(name
fn review(code: String) -> String {
    code
}

fn main() {}
