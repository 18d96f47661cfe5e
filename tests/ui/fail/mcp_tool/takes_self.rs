use mcp_runtime::prelude::*;

struct Greeter;

impl Greeter {
    /// Greet somebody.
    #[mcp_tool]
    fn greet(&self, name: String) -> String { //~ &self
        name
    }
}

fn main() {}
