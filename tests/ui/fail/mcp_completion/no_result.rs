use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: Completing) { //~ cities
    drop(typed);
}

fn main() {}
