use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name:3}")] //~ "notes:///{name:3}"
fn note(name: String) -> String {
    name
}

fn main() {}
