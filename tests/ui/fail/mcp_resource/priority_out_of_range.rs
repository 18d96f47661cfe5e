use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", priority = 1.5)] //~ 1.5
fn note() -> String {
    String::new()
}

fn main() {}
