use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///{+}")] //~ "notes:///{+}"
fn note(name: String) -> String {
    name
}

fn main() {}
