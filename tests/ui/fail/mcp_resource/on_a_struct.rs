use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today")]
struct Note { //~ struct
    text: String,
}

fn main() {}
