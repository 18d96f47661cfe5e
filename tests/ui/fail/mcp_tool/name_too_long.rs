use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool(name = "greet_somebody_whose_name_is_known_and_who_has_been_waiting_for_it")] //~ "greet
fn greet(name: String) -> String {
    name
}

fn main() {}
