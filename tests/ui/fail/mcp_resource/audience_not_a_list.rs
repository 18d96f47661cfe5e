use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", audience = "user")] //~ "user"
fn note() -> String {
    String::new()
}

fn main() {}
