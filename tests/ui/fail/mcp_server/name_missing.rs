use mcp_runtime::prelude::*;

mcp_server! { Greeter { version: "1.0.0" } } //~ Greeter

fn main() {
    let _ = Greeter::new();
}
