use mcp_runtime::prelude::*;

/// Say it again.
#[mcp_tool]
fn again<'a>(text: &'a str) -> &'a str { //~ &'a str) ->
    text
}

fn main() {}
