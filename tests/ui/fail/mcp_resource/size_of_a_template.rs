use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}", size = 7)] //~ 7
fn note(name: String) -> String {
    name
}

fn main() {}
