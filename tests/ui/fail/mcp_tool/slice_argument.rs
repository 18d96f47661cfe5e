use mcp_runtime::prelude::*;

/// Add numbers.
#[mcp_tool]
fn add(numbers: &[i64]) -> i64 { //~ &[i64]
    numbers.iter().sum()
}

fn main() {}
