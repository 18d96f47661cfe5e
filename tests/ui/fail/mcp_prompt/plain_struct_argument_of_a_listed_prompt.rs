use mcp_runtime::prelude::*;

struct Code {
    text: String,
}

/// Review code.
#[mcp_prompt]
fn review(code: Code) -> String { //~ Code
    code.text
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }

fn main() {
    let _ = Reviews::new();
}
