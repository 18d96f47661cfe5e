use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String {
    name
}

/// Greet somebody else.
#[mcp_tool(name = "greet")]
fn greet_again(name: String) -> String {
    name
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [greet, greet_again] } } //~ greet_again

fn main() {
    let _ = Greeter::new();
}
