use mcp_runtime::prelude::*;

/// Review a file.
#[mcp_prompt]
fn review(#[mcp(allow_traversal)] file: String) -> String { //~ allow_traversal
    file
}

fn main() {}
