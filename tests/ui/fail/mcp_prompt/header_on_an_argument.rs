use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(header = "Language")] language: String) -> String { //~ header
    language
}

fn main() {}
