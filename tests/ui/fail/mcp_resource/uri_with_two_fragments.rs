use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///a#b#c")] //~ "notes:///a#b#c"
fn note() -> String {
    String::new()
}

fn main() {}
