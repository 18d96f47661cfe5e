use mcp_runtime::prelude::*;

/// Review a piece of code.
#[mcp_prompt]
fn review(code: String) -> Result<String, &'static str> { //~ &'static str
    if code.is_empty() { Err("there is no code") } else { Ok(code) }
}

fn main() {}
