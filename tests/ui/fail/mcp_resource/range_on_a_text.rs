use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(#[mcp(range = 1..=9)] name: String) -> String { //~ 1..=9
    name
}

fn main() {}
