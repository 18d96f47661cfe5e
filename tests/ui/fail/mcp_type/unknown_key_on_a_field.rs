use mcp_runtime::prelude::*;

#[mcp_type]
struct Order {
    #[mcp(lenght = 1..=4)] //~ lenght
    region: String,
}

fn main() {}
