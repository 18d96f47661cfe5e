use mcp_runtime::prelude::*;

mod greetings {
    use mcp_runtime::prelude::*;

    /// Greet somebody.
    #[mcp_tool]
    fn greet(name: String) -> String {
        name
    }

    mcp_tools! { pub Polite: [greet] }

    mcp_tools! { pub Greetings: [..Polite as "polite"] } //~ "polite"
}

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [..greetings::Greetings] } }

fn main() {
    let _ = Greeter::new();
}
