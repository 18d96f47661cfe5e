use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String {
    name
}

mcp_server! {
    Greeter {
        name: "greeter",
        version: "1.0.0",
        tools: [
            #[allow(unused)] //~ #[allow
            greet,
        ],
    }
}

fn main() {}
