use mcp_runtime::prelude::*;

/// A note.
#[mcp_resource("notes:///today")]
const NOTE: &str = "Buy milk"; //~ const

fn main() {}
