use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{paht}")] //~ "notes:///{paht}"
fn note(path: String) -> String {
    path
}

fn main() {}
