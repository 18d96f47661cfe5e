use mcp_runtime::prelude::*;

mod greetings {
    use mcp_runtime::prelude::*;

    /// Greet somebody.
    #[mcp_tool]
    fn greet(name: &str) -> String { //~ &str
        format!("Hello, {name}")
    }

    /// Say goodbye to somebody.
    #[mcp_tool]
    fn part(name: String) -> String {
        format!("Goodbye, {name}")
    }

    mcp_tools! { pub Greetings: [greet, part] }
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [..greetings::Greetings] } }

fn main() {
    let _ = Greeter::new();
}
