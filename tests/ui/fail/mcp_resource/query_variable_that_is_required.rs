use mcp_runtime::prelude::*;

/// Notes, by their text.
#[mcp_resource("notes:///all{?text}")]
fn notes(text: String) -> String { //~ text
    text
}

fn main() {}
