use mcp_runtime::prelude::*;

/// Compare things.
#[mcp_prompt]
fn compare(things: Option<Vec<String>>) -> String { //~ Option
    things.unwrap_or_default().join(" and ")
}

fn main() {}
