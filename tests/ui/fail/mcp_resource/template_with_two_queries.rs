use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{?a}{?b}")] //~ "notes:///{?a}{?b}"
fn note(a: Option<String>, b: Option<String>) -> String {
    a.or(b).unwrap_or_default()
}

fn main() {}
