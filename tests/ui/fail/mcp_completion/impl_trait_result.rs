use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext) -> impl Iterator<Item = String> { //~ impl
    std::iter::once(typed.value().to_owned())
}

fn main() {}
