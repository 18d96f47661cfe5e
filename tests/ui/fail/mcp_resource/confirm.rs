use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}", confirm = "Show {name}?")] //~ confirm
fn note(name: String) -> String {
    name
}

fn main() {}
