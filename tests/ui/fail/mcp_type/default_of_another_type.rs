use mcp_runtime::prelude::*;

#[mcp_type]
struct Order {
    #[mcp(default = true)] //~ true
    amount: u8,
}

fn main() {}
