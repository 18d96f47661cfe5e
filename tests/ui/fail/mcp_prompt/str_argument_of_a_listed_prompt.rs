use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: &str) -> String { //~ &str
    code.to_owned()
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }

fn main() {
    let _ = Reviews::new();
}
