use mcp_runtime::prelude::*;

struct Refused;

#[mcp_completion]
fn cities(typed: CompletionContext) -> Result<Vec<String>, Refused> { //~ Result
    if typed.value().is_empty() { Err(Refused) } else { Ok(Vec::new()) }
}

fn main() {}
