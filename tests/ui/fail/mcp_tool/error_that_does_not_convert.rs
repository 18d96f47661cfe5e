use mcp_runtime::prelude::*;

struct Failure;

/// Weather forecast.
#[mcp_tool]
fn forecast() -> Result<String, Failure> { //~ Result
    Err(Failure)
}

fn main() {}
