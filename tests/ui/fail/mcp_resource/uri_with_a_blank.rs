use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///to do")] //~ "notes:///to do"
fn note() -> String {
    String::new()
}

fn main() {}
