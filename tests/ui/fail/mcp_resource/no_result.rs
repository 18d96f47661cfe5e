use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) { //~ note
    drop(name);
}

fn main() {}
