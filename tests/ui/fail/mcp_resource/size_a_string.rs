use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", size = "1 KiB")] //~ "1 KiB"
fn note() -> String {
    String::new()
}

fn main() {}
