use mcp_runtime::prelude::*;

struct Greet;

mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [Greet] } } //~ Greet]

fn main() {
    let _ = Greeter::new();
}
