use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{note-name}")] //~ "notes:///{note-name}"
fn note(note_name: String) -> String {
    note_name
}

fn main() {}
