use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{names}")]
fn note(names: Vec<String>) -> String { //~ Vec
    names.join(", ")
}

mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }

fn main() {
    let _ = Notes::new();
}
