use mcp_runtime::prelude::*;

/// Notes, by their text.
#[mcp_resource("notes:///all{?text}")]
fn notes(text: String) -> String { //~ text
    text
}

mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [notes] } }

fn main() {
    let _ = Notes::new();
}
