use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(read_only)] //~ read_only
fn review(code: String) -> String {
    code
}

fn main() {}
