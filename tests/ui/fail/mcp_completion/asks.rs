use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext, #[mcp(ask = "Show all cities?")] ok: Confirm) -> Vec<String> { //~ ask
    let Confirm = ok;
    vec![typed.value().to_owned()]
}

fn main() {}
