use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: &Completing) -> Vec<String> { //~ &Completing
    vec![typed.value().to_owned()]
}

fn main() {}
