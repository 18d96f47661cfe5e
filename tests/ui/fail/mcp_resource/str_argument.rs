use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: &str) -> String { //~ &str
    name.to_owned()
}

fn main() {}
