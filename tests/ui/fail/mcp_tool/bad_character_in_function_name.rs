use mcp_runtime::prelude::*;

/// Pour a coffee.
#[mcp_tool]
fn café(milk: bool) -> bool { //~ café
    milk
}

fn main() {}
