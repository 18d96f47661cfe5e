use mcp_runtime::prelude::*;

#[derive(Form)]
struct Name {
    name: String,
}

/// A note.
#[mcp_resource("notes:///{name}")] //~ "notes:///{name}"
fn note(#[mcp(ask = "Which one?")] name: Name) -> String {
    name.name
}

fn main() {}
