use mcp_runtime::prelude::*;

#[mcp_type]
#[derive(Handle)]
#[handle(prefix = "bsk", ttl = "24h")]
struct Basket { //~ Basket
    items: Vec<String>,
}

fn main() {}
