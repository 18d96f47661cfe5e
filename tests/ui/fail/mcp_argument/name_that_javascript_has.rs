use mcp_runtime::prelude::*;

/// Build something.
#[mcp_tool]
fn build(constructor: String) -> String { //~ constructor
    constructor
}

fn main() {}
