use mcp_runtime::prelude::*;

mcp_server! { Greeter { name: "", version: "1.0.0" } } //~ ""

fn main() {}
