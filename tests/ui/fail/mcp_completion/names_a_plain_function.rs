use mcp_runtime::prelude::*;

fn cities(typed: CompletionContext) -> Vec<String> {
    vec![typed.value().to_owned()]
}

/// Plan a day out.
#[mcp_prompt]
fn day_out(#[mcp(complete = cities)] city: String) -> String { //~ cities
    city
}

fn main() {}
