use mcp_runtime::prelude::*;

struct Code {
    text: String,
}

/// Review code.
#[mcp_prompt]
fn review(code: Code) -> String { //~ Code
    code.text
}

fn main() {}
