use mcp_runtime::prelude::*;

/// Review code.
#[mcp_tool]
#[mcp_prompt] //~ #[mcp_prompt]
fn review(code: String) -> String {
    code
}

fn main() {}
