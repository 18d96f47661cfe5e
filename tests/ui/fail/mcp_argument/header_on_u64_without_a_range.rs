use mcp_runtime::prelude::*;

/// Show an invoice.
#[mcp_tool]
fn show_invoice(#[mcp(header = "Invoice")] number: Option<u64>) -> u64 { //~ "Invoice"
    number.unwrap_or(0)
}

fn main() {}
