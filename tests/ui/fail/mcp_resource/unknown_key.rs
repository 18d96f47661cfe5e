use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", mime = "text/plain")] //~ mime
fn note() -> String {
    String::new()
}

fn main() {}
