use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("")] //~ ""
fn note() -> String {
    String::new()
}

fn main() {}
