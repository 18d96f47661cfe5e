use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: String) -> Vec<String> { //~ String
    vec![typed]
}

fn main() {}
