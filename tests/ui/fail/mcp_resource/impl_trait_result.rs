use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> impl Into<String> { //~ impl
    name
}

fn main() {}
