use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String, language: String) -> String { //~ language
    name + &language
}

fn main() {}
