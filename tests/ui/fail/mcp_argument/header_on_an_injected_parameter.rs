use mcp_runtime::prelude::*;

/// Count the caller's invoices.
#[mcp_tool]
fn count_invoices(#[mcp(header = "Caller")] caller: Principal) -> usize { //~ "Caller"
    let _ = caller;
    0
}

fn main() {}
