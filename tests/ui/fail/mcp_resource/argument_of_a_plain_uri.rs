use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today")]
fn note(language: String) -> String { //~ language
    language
}

fn main() {}
