use mcp_runtime::prelude::*;

#[mcp_completion(title = "Cities")] //~ title
fn cities(typed: CompletionContext) -> Vec<String> {
    vec![typed.value().to_owned()]
}

fn main() {}
