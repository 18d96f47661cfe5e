use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: &str) -> String { //~ &str
    format!("Hello, {name}")
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [greet] } }

fn main() {
    let _ = Greeter::new();
}
