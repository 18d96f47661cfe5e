use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", audience = ["everyone"])] //~ ["everyone"]
fn note() -> String {
    String::new()
}

fn main() {}
