use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("/notes/today")] //~ "/notes/today"
fn note() -> String {
    String::new()
}

fn main() {}
