use mcp_runtime::prelude::*;

/// Greet somebody.
fn greet(name: String) -> String {
    name
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [greet] } } //~ greet]

fn main() {
    let _ = Greeter::new();
}
