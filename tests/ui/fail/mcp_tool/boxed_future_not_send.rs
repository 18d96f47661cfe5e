use mcp_runtime::prelude::*;
use std::pin::Pin;

/// Count to one.
#[mcp_tool]
fn count() -> Pin<Box<dyn Future<Output = usize>>> { //~ Pin
    Box::pin(async { 1 })
}

fn main() {}
