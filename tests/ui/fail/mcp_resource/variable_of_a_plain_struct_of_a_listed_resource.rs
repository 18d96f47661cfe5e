use mcp_runtime::prelude::*;

struct Name(String);

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: Name) -> String { //~ Name
    name.0
}

mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }

fn main() {
    let _ = Notes::new();
}
