use mcp_runtime::prelude::*;

/// Say when.
#[mcp_tool]
fn when(#[arg(default_value_t = 3)] days: u8) -> String { //~ #[arg(default_value_t = 3)]
    days.to_string()
}

fn main() {}
