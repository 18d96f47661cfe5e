use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", mime_type = "")] //~ ""
fn note() -> String {
    String::new()
}

fn main() {}
