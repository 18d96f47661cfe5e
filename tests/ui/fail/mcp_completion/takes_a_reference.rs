use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: &CompletionContext) -> Vec<String> { //~ &CompletionContext
    vec![typed.value().to_owned()]
}

fn main() {}
