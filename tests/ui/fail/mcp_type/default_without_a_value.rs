use mcp_runtime::prelude::*;

#[mcp_type]
struct Search {
    #[mcp(default)] //~ default
    limit: u8,
}

fn main() {}
