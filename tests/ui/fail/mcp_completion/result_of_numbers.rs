use mcp_runtime::prelude::*;

#[mcp_completion]
fn years(typed: Completing) -> Vec<u32> { //~ Vec
    typed.value().parse().into_iter().collect()
}

fn main() {}
