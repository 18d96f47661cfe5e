use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext) -> String { //~ String
    typed.value().to_owned()
}

/// Plan a day out.
#[mcp_prompt]
fn day_out(#[mcp(complete = cities)] city: String) -> String {
    city
}

mcp_server! { Trips { name: "trips", version: "1.0.0", prompts: [day_out] } }

fn main() {
    let _ = Trips::new();
}
