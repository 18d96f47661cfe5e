use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{names}")]
fn note(names: Vec<String>) -> String { //~ Vec
    names.join(", ")
}

fn main() {}
