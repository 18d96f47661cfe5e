use mcp_runtime::prelude::*;

/// Show an invoice.
#[mcp_tool]
fn show_invoice(#[mcp(header = "Invoice")] number: i64) -> i64 { //~ "Invoice"
    number
}

fn main() {}
