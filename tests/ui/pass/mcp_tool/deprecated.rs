//! A deprecated tool warns who calls its function, and nobody who lists it.
#![deny(warnings)]

use mcp_runtime::prelude::*;

/// Say hello.
#[deprecated(note = "call `greet`")]
#[mcp_tool]
fn hello(name: String) -> String {
    format!("Hello, {name}!")
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [hello] } }

pub(crate) fn main() {
    let _server = Greeter::new();
}
