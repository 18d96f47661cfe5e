use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///100%")] //~ "notes:///100%"
fn note() -> String {
    String::new()
}

fn main() {}
