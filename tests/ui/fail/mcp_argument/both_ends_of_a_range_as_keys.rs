use mcp_runtime::prelude::*;

/// Say when.
#[mcp_tool]
fn when(#[mcp(ge = -3, le = 10)] days: i64) -> String { //~ ge
    days.to_string()
}

fn main() {}
