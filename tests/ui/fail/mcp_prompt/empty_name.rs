use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt(name = "")] //~ ""
fn review(code: String) -> String {
    code
}

fn main() {}
