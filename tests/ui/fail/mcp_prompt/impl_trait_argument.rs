use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: impl ToString) -> String { //~ impl
    code.to_string()
}

fn main() {}
