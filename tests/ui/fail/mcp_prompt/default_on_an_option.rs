use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(default = "rust")] language: Option<String>) -> String { //~ "rust"
    language.unwrap_or_default()
}

fn main() {}
