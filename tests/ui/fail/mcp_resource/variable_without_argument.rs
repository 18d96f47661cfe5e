use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{path}")] //~ "notes:///{path}"
fn note() -> String {
    String::new()
}

fn main() {}
