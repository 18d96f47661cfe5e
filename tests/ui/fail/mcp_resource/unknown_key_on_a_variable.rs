use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{+path}")]
fn note(#[mcp(allow_travesal)] path: String) -> String { //~ allow_travesal
    path
}

fn main() {}
