#![deny(dead_code)]

use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> String {
    code
}

/// Explain code.
#[mcp_prompt]
fn explain(code: String, #[mcp(default = 3)] depth: u8) -> String { //~ explain
    format!("Explain {code} in {depth} sentences")
}

mcp_server! { Reviews { name: "reviews", version: "1.0.0", prompts: [review] } }

fn main() {
    let _ = Reviews::new();
}
