use mcp_runtime::prelude::*;

mcp_server! { Greeter { name: "greeter" } } //~ Greeter

fn main() {
    let _ = Greeter::new();
}
