use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(asker: Asker) -> Vec<String> { //~ asker
    drop(asker);
    Vec::new()
}

fn main() {}
