use mcp_runtime::prelude::*;

///
#[mcp_prompt]
fn review(code: String) -> String { //~ review
    code
}

fn main() {}
