use mcp_runtime::prelude::*;

struct Review(String);

/// Review code.
#[mcp_prompt]
fn review(code: String) -> Review { //~ Review
    Review(code)
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }

fn main() {
    let _ = Reviews::new();
}
