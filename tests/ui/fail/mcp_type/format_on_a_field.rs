use mcp_runtime::prelude::*;

#[mcp_type]
struct Booking {
    #[mcp(format = "date")] //~ format
    day: String,
}

fn main() {}
