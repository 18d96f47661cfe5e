use mcp_runtime::prelude::*;

/// Say when.
#[mcp_tool]
fn when(#[schemars(range(min = 1))] days: u8) -> String { //~ #[schemars(range(min = 1))]
    days.to_string()
}

fn main() {}
