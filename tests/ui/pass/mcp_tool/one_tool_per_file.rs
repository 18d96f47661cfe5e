//! One tool a module, as in a crate with one tool a file; each `use` brings the function and what
//! lists name.
#![allow(unreachable_pub, clippy::redundant_closure_for_method_calls)]

mod create_invoice {
    use mcp_runtime::prelude::*;

    /// Write an invoice.
    #[mcp_tool]
    pub async fn create_invoice(customer: String) -> Result<String, ToolError> {
        Ok(format!("Invoice for {customer}"))
    }
}

mod refund {
    use mcp_runtime::prelude::*;

    /// Pay back an invoice.
    #[mcp_tool(destructive)]
    pub fn refund(invoice: u32) -> String {
        format!("Paid back {invoice}")
    }
}

mod server {
    use crate::create_invoice::create_invoice;
    use mcp_runtime::prelude::*;

    mcp_server! {
        pub Billing { name: "billing", version: "1.0.0", tools: [create_invoice, crate::refund::refund] }
    }
}

fn main() {
    let names: Vec<String> = server::Billing::DEFINITION
        .tools()
        .map(|tool| tool.name())
        .collect();
    assert_eq!(names, ["create_invoice", "refund"]);
    assert_eq!(refund::refund(7), "Paid back 7");
}
