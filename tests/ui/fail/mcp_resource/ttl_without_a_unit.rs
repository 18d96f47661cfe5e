use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", ttl = "10")] //~ "10"
fn note() -> String {
    String::new()
}

fn main() {}
