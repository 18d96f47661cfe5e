use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(ask = "Which language?")] language: String) -> String { //~ String
    language
}

fn main() {}
