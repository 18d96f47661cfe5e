use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_prompt]
fn greet(typed: CompletionContext) -> String { //~ typed
    typed.value().to_owned()
}

fn main() {}
