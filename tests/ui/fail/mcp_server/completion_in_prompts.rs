use mcp_runtime::prelude::*;

#[mcp_completion]
fn languages() -> Vec<String> {
    Vec::new()
}

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [languages], //~ languages
    }
}

fn main() {
    let _ = Reviews::new();
}
