use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", cache = "shared")] //~ "shared"
fn note() -> String {
    String::new()
}

fn main() {}
