use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{#part}/{name}")] //~ "notes:///{#part}/{name}"
fn note(part: String, name: String) -> String {
    part + &name
}

fn main() {}
