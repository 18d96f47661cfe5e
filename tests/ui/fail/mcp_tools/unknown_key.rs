use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> String {
    code
}

mcp_tools! { Code { prompt: [review] } } //~ prompt:

fn main() {}
