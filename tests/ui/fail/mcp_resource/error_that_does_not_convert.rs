use mcp_runtime::prelude::*;

struct Refused;

/// A note.
#[mcp_resource("notes:///{name}")]
fn note(name: String) -> Result<Option<String>, Refused> { //~ Result
    if name.is_empty() { Err(Refused) } else { Ok(Some(name)) }
}

fn main() {}
