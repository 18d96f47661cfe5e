use mcp_runtime::prelude::*;

#[mcp_completion]
fn cities(typed: CompletionContext) -> Vec<String> {
    vec![typed.value().to_owned()]
}

/// Forecast the weather.
#[mcp_tool]
fn forecast(#[mcp(complete = cities)] city: String) -> String { //~ complete
    city
}

fn main() {}
