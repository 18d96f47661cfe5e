use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(title = "Review", title = "Code review")] //~ title = "Code
fn review(code: String) -> String {
    code
}

fn main() {}
