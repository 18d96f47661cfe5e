use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(name = "greet_somebody_whose_name_is_known_and_who_has_waited_for_it")]
fn greet(name: String) -> String {
    name
}

mcp_tools! { Greetings: [greet] }

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [..Greetings as "polite"] } } //~ Greetings

fn main() {
    let _ = Greeter::new();
}
