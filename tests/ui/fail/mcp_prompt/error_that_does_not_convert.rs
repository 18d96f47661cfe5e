use mcp_runtime::prelude::*;

struct Refused;

/// Review code.
#[mcp_prompt]
fn review(code: String) -> Result<String, Refused> { //~ Result
    if code.is_empty() { Err(Refused) } else { Ok(code) }
}

fn main() {}
