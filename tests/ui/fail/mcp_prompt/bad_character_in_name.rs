use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(name = "code review")] //~ "code review"
fn review(code: String) -> String {
    code
}

fn main() {}
