use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> String {
    code
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [..review], //~ review]
    }
}

fn main() {
    let _ = Reviews::new();
}
