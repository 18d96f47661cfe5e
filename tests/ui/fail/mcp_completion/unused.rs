#![deny(dead_code)]

use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext) -> Vec<String> { //~ cities
    vec![typed.value().to_owned()]
}

fn main() {}
