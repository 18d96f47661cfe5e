use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: Completing) -> String { //~ String
    typed.value().to_owned()
}

fn main() {}
