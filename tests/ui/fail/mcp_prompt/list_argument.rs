use mcp_runtime::prelude::*;

/// Compare things.
#[mcp_prompt]
fn compare(things: Vec<String>) -> String { //~ Vec
    things.join(" and ")
}

fn main() {}
