use mcp_runtime::prelude::*;

struct Greet;

mcp_tools! { Greetings: [Greet] } //~ Greet]

fn main() {}
