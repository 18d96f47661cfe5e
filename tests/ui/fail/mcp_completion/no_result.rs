use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext) { //~ cities
    drop(typed);
}

fn main() {}
