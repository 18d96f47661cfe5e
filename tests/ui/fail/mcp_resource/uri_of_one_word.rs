use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("today")] //~ "today"
fn note() -> String {
    String::new()
}

fn main() {}
