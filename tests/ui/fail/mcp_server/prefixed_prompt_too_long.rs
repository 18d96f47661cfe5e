use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(name = "review_of_code_that_nobody_but_its_author_has_ever_understood")]
fn review(code: String) -> String {
    code
}

mcp_tools! { Code { prompts: [review] } }

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [..Code as "thorough"], //~ Code
    }
}

fn main() {
    let _ = Reviews::new();
}
