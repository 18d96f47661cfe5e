use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(#[mcp(title = "")] language: String) -> String { //~ ""
    language
}

fn main() {}
