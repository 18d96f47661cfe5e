use mcp_runtime::prelude::*;

mod greetings {
    use mcp_runtime::prelude::*;

    /// Greet somebody.
    #[mcp_tool]
    fn greet(name: String) -> String {
        name
    }
}

mcp_server! {
    Greeter {
        name: "greeter",
        version: "1.0.0",
        tools: [greetings::greet], //~ greet]
    }
}

fn main() {
    let _ = Greeter::new();
}
