use mcp_runtime::prelude::*;

/// Show an invoice.
#[mcp_tool]
fn show_invoice(#[mcp(header = "Invoice")] number: u64) -> u64 { //~ "Invoice"
    number
}

mcp_server! { Billing { name: "billing", version: "1.0.0", tools: [show_invoice] } }

fn main() {
    let _ = Billing::new();
}
