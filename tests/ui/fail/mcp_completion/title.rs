use mcp_runtime::prelude::*;

#[mcp_completion(title = "Cities")] //~ title
fn cities(typed: Completing) -> Vec<String> {
    vec![typed.value().to_owned()]
}

fn main() {}
