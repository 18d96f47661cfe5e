use mcp_runtime::prelude::*;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String {
    name
}

mcp_tools! { Greetings: [greet] }

mcp_server! {
    Reviews {
        name: "reviews",
        version: "1.0.0",
        prompts: [..Greetings], //~ Greetings]
    }
}

fn main() {
    let _ = Reviews::new();
}
