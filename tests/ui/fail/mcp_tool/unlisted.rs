#![deny(dead_code)]

use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String {
    name
}

/// Say goodbye to somebody.
#[mcp_tool]
fn part(name: String) -> String { //~ part
    name
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [greet] } }

fn main() {
    let _ = Greeter::new();
}
