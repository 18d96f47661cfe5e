use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(complet = languages)] language: String) -> String { //~ complet
    language
}

fn main() {}
