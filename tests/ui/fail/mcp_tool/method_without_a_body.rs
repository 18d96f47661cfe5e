use mcp_runtime::prelude::*;

trait Greeter {
    /// Greet somebody.
    #[mcp_tool]
    fn greet(name: String) -> String; //~ fn
}

fn main() {}
