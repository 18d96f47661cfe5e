use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", title = " ")] //~ " "
fn note() -> String {
    String::new()
}

fn main() {}
