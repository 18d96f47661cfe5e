use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(#[mcp(default = "Bern")] typed: CompletionContext) -> Vec<String> { //~ default
    vec![typed.value().to_owned()]
}

fn main() {}
