use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", read_only)] //~ read_only
fn note() -> String {
    String::new()
}

fn main() {}
