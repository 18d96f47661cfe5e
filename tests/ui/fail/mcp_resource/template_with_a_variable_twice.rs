use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}/{name}")] //~ "notes:///{name}/{name}"
fn note(name: String) -> String {
    name
}

fn main() {}
