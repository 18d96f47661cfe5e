use mcp_runtime::prelude::*;

struct Greeter;

#[mcp_tool]
impl Greeter { //~ impl
    fn greet(&self) {}
}

fn main() {}
