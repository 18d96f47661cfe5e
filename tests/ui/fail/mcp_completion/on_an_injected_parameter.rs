use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext) -> Vec<String> {
    vec![typed.value().to_owned()]
}

/// Plan a day out.
#[mcp_prompt]
fn day_out(#[mcp(complete = cities)] who: Principal) -> String { //~ cities
    drop(who);
    String::new()
}

fn main() {}
