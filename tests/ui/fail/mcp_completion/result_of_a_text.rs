use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext) -> String { //~ String
    typed.value().to_owned()
}

fn main() {}
