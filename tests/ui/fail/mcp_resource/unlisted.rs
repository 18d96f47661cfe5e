#![deny(dead_code)]

use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> String {
    name
}

/// A draft of a note.
#[mcp_resource("drafts:///{name}{?version}")]
fn draft(name: String, #[mcp(default = 1)] version: u32) -> String { //~ draft
    format!("{name}, version {version}")
}

mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }

fn main() {
    let _ = Notes::new();
}
