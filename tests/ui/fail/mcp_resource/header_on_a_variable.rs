use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(#[mcp(header = "Name")] name: String) -> String { //~ header
    name
}

fn main() {}
