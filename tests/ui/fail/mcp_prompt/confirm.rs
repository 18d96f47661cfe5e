use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(confirm = "Review {code}?")] //~ confirm
fn review(code: String) -> String {
    code
}

fn main() {}
