use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{;name}")] //~ "notes:///{;name}"
fn note(name: String) -> String {
    name
}

fn main() {}
