use mcp_runtime::prelude::*;

#[mcp_completion]
fn years(typed: CompletionContext) -> Vec<u32> { //~ Vec
    typed.value().parse().into_iter().collect()
}

fn main() {}
