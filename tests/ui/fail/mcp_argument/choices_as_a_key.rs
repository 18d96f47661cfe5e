use mcp_runtime::prelude::*;

/// Say which.
#[mcp_tool]
fn which(#[mcp(choices = ["a", "b"])] one: String) -> String { //~ choices
    one
}

fn main() {}
