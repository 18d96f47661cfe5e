use mcp_runtime::prelude::*;

mod greetings {
    pub mod greet {
        pub fn hello() {}
    }
}

use greetings::greet;

/// Greet somebody.
#[mcp_tool]
fn greet(name: String) -> String { //~ greet
    greet::hello();
    name
}

fn main() {}
