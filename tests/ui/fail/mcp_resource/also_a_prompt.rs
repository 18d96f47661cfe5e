use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
#[mcp_prompt] //~ #[mcp_prompt]
fn note(name: String) -> String {
    name
}

fn main() {}
