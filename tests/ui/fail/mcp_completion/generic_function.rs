use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities<T>(typed: State<T>) -> Vec<String> { //~ T
    drop(typed);
    Vec::new()
}

fn main() {}
