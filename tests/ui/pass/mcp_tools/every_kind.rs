//! A group with tools, prompts and resources, taken in as a whole and in part, and nested.

mod billing {
    use mcp_runtime::prelude::*;

    #[derive(Clone)]
    pub struct Ledger;

    /// Write an invoice.
    #[mcp_tool]
    pub fn create(ledger: State<Ledger>) -> &'static str {
        let _ = ledger;
        "written"
    }

    /// Remind a customer.
    #[mcp_prompt]
    pub fn remind(customer: String, ledger: State<Ledger>) -> String {
        let _ = ledger;
        customer
    }

    /// An invoice.
    #[mcp_resource("billing:///invoices/{number}")]
    pub fn invoice(number: u32, ledger: State<Ledger>) -> String {
        let _ = ledger;
        number.to_string()
    }

    /// All invoices of a year.
    #[mcp_resource("billing:///years/{year}")]
    #[cfg(any())]
    pub fn year(year: u32) -> String {
        year.to_string()
    }

    mcp_tools! {
        /// All about invoices.
        pub Billing {
            tools: [create],
            prompts: [remind],
            resources: [invoice, #[cfg(any())] year],
        }
    }
}

mod office {
    use mcp_runtime::prelude::*;

    /// Thank a customer.
    #[mcp_prompt]
    pub fn thank(customer: String) -> String {
        customer
    }

    mcp_tools! {
        pub Office {
            prompts: [thank, ..super::billing::Billing],
            resources: [..super::billing::Billing],
            crate: ::mcp_runtime,
        }
    }
}

use billing::{Billing, Ledger};
use mcp_runtime::prelude::*;
use office::Office;

mcp_server! {
    Firm {
        name: "firm",
        version: "1.0.0",
        state: Ledger,
        tools: [..Billing as "billing"],
        prompts: [..Office, ..Billing as "billing"],
        resources: [..Office],
    }
}

pub(crate) fn main() {
    let _server = Firm::new(Ledger);
    let tools: Vec<String> = Firm::DEFINITION.tools().map(|tool| tool.name()).collect();
    let prompts: Vec<String> = Firm::DEFINITION.prompts().map(|prompt| prompt.name()).collect();
    let resources = Firm::DEFINITION.resources();
    let uris: Vec<&str> = resources.map(|resource| resource.meta().uri()).collect();
    assert_eq!(tools, ["billing_create"]);
    assert_eq!(prompts, ["thank", "remind", "billing_remind"]);
    assert_eq!(uris, ["billing:///invoices/{number}"]);
}
