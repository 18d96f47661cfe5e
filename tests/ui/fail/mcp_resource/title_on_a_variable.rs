use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(#[mcp(title = "Its name")] name: String) -> String { //~ title
    name
}

fn main() {}
