use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{&a}")] //~ "notes:///{&a}"
fn note(a: Option<String>) -> String {
    a.unwrap_or_default()
}

fn main() {}
