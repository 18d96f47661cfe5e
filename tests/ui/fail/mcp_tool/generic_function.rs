use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet<T: Into<String>>(name: T) -> String { //~ T: Into
    name.into()
}

fn main() {}
