use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> String {
    code
}

mcp_tools! { Code { prompts: [review] } }

mcp_tools! { Reviews { prompts: [..Code as "code"] } } //~ "code"

fn main() {}
