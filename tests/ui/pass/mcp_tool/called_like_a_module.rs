//! A tool beside a module of its name: the companion gets another one.

use mcp_runtime::prelude::*;

mod greet {
    pub fn hello() -> &'static str {
        "Hello"
    }
}

/// Greet somebody.
#[mcp_tool(item = GreetTool)]
fn greet(name: String) -> String {
    format!("{}, {name}", greet::hello())
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [GreetTool] } }

pub(crate) fn main() {
    let names: Vec<String> = Greeter::DEFINITION.tools().map(|tool| tool.name()).collect();
    assert_eq!(names, ["greet"]);
}
