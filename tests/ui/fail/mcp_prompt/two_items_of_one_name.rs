use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(item = Review)]
fn review_code(code: String) -> String {
    code
}

/// Review a text.
#[mcp_prompt(item = Review)]
fn review_text(text: String) -> String { //~ review_text
    text
}

fn main() {}
