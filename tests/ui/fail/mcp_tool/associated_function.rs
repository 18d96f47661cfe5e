use mcp_runtime::prelude::*;

struct Greeter;

impl Greeter {
    /// Greet somebody.
    #[mcp_tool]
    pub fn greet(name: String) -> String { //~ greet
        name
    }
}

fn main() {
    let _ = Greeter;
}
