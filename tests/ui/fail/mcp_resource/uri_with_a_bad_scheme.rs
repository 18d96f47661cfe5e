use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("my_notes:///today")] //~ "my_notes:///today"
fn note() -> String {
    String::new()
}

fn main() {}
