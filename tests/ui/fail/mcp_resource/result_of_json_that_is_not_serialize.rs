use mcp_runtime::prelude::*;

struct Note(String);

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Json<Note> { //~ Json
    Json(Note(name))
}

fn main() {}
