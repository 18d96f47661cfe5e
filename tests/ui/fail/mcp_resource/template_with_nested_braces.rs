use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{a{b}}")] //~ "notes:///{a{b}}"
fn note(a: String, b: String) -> String {
    a + &b
}

fn main() {}
