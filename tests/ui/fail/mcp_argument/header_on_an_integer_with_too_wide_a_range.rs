use mcp_runtime::prelude::*;

/// Show an invoice.
#[mcp_tool]
fn show_invoice(#[mcp(header = "Invoice", range = 0..=9_007_199_254_740_992)] number: u64) -> u64 { //~ "Invoice"
    number
}

fn main() {}
