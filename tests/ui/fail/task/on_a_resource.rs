use mcp_runtime::prelude::*;

/// The motto.
#[mcp_resource("notes:///motto", task)] //~ task
fn motto() -> &'static str {
    "carpe diem"
}

fn main() {}
