use mcp_runtime::prelude::*;

struct Cities;

#[mcp_completion]
fn cities(cities: Cities) -> Vec<String> { //~ Cities
    drop(cities);
    Vec::new()
}

fn main() {}
