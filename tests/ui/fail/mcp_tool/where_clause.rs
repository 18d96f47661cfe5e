use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String
where
    String: Clone, //~^ where
{
    name
}

fn main() {}
