use mcp_runtime::prelude::*;

#[mcp_completion(ttl = "10s")] //~ ttl
fn cities(typed: CompletionContext) -> Vec<String> {
    vec![typed.value().to_owned()]
}

fn main() {}
