use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
fn review<T: ToString>(code: T) -> String { //~ T
    code.to_string()
}

fn main() {}
