use mcp_runtime::prelude::*;

struct Note(String);

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Option<Note> { //~ Option
    Some(Note(name))
}

fn main() {}
