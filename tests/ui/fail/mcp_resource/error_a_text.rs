use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Result<String, String> { //~ String>
    Err(format!("{name} is locked"))
}

fn main() {}
