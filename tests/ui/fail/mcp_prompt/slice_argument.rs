use mcp_runtime::prelude::*;

/// Compare things.
#[mcp_prompt]
fn compare(things: &[String]) -> String { //~ &[String]
    things.join(" and ")
}

fn main() {}
