use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today", name = "")] //~ ""
fn note() -> String {
    String::new()
}

fn main() {}
