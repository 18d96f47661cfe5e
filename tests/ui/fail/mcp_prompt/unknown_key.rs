use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(titel = "Review")] //~ titel
fn review(code: String) -> String {
    code
}

fn main() {}
