use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note<T: ToString>(name: T) -> String { //~ T
    name.to_string()
}

fn main() {}
