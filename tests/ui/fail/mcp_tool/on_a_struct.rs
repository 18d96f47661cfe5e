use mcp_runtime::prelude::*;

/// Somebody who greets.
#[mcp_tool]
struct Greeter { //~ struct
    name: String,
}

fn main() {}
