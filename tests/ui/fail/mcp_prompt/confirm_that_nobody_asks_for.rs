use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review(code: String, ok: Confirm) -> String { //~ Confirm
    let Confirm = ok;
    code
}

fn main() {}
