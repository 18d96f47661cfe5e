use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource]
fn note() -> String { //~ note
    String::new()
}

mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }

fn main() {
    let _ = Notes::new();
}
