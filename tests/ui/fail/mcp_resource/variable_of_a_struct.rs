use mcp_runtime::prelude::*;

#[mcp_type]
struct Name {
    name: String,
}

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: Name) -> String { //~ Name
    name.name
}

fn main() {}
