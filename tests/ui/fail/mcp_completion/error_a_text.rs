use mcp_runtime::prelude::*;

/// Names of cities.
#[mcp_completion]
fn cities() -> Result<Vec<String>, String> { //~ String> {
    Err("the table is locked".to_owned())
}

fn main() {}
