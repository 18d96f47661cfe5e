use mcp_runtime::prelude::*;

/// Review code.
#[mcp_prompt]
struct Review { //~ struct
    code: String,
}

fn main() {}
