use mcp_runtime::prelude::*;

struct Note(String);

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Note { //~ Note
    Note(name)
}

mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }

fn main() {
    let _ = Notes::new();
}
