use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", last_modified = "yesterday")] //~ "yesterday"
fn note() -> String {
    String::new()
}

fn main() {}
