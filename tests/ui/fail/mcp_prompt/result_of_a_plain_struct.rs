use mcp_runtime::prelude::*;

struct Review(String);

/// Review code.
#[mcp_prompt]
fn review(code: String) -> Review { //~ Review
    Review(code)
}

fn main() {}
