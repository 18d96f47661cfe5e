use mcp_runtime::prelude::*;

struct Note(String);

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Note { //~ Note
    Note(name)
}

fn main() {}
