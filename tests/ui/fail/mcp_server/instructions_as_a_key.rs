use mcp_runtime::prelude::*;

mcp_server! { Greeter { name: "greeter", version: "1.0.0", instructions: "Greets people." } } //~ instructions

fn main() {}
