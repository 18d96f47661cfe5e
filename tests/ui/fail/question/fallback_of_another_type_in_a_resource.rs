use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String, #[mcp(ask = "Show {name}?", fallback = true)] ok: Confirm) -> String { //~ true
    let Confirm = ok;
    name
}

fn main() {}
