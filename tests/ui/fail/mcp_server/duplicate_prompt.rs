use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> String {
    code
}

/// Review a text.
#[mcp_prompt(name = "review")]
fn review_text(text: String) -> String {
    text
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [review, review_text], //~ review_text
    }
}

fn main() {
    let _ = Reviews::new();
}
