use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{reader}")]
fn note(reader: Principal) -> String { //~ reader
    drop(reader);
    String::new()
}

fn main() {}
