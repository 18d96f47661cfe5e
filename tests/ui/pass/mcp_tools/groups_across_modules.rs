//! Groups in modules, taken in with a prefix and without, and nested ones.

mod billing {
    use mcp_runtime::prelude::*;

    /// Write an invoice.
    #[mcp_tool]
    pub fn create() -> &'static str {
        "written"
    }

    /// Pay back an invoice.
    #[mcp_tool]
    pub fn refund() -> &'static str {
        "paid back"
    }

    mcp_tools! {
        /// All about invoices.
        pub Billing: [create, self::refund]
    }
}

mod crm {
    use mcp_runtime::prelude::*;

    /// Write down a customer.
    #[mcp_tool]
    pub fn create() -> &'static str {
        "written"
    }

    mcp_tools! { pub Crm: [create] }
}

mod office {
    use mcp_runtime::prelude::*;

    /// Make coffee.
    #[mcp_tool]
    pub fn coffee() -> &'static str {
        "made"
    }

    mcp_tools! { pub Kitchen: [coffee] }

    mcp_tools! { pub Office: [..Kitchen, ..super::crm::Crm], crate: ::mcp_runtime }
}

use mcp_runtime::prelude::*;

mcp_server! {
    Firm {
        name: "firm",
        version: "1.0.0",
        tools: [..billing::Billing, ..office::Office as "office", ..crm::Crm as "crm", office::coffee],
    }
}

pub(crate) fn main() {
    let _server = Firm::new();
    let names: Vec<String> = Firm::DEFINITION.tools().map(|tool| tool.name()).collect();
    assert_eq!(names, ["create", "refund", "office_coffee", "office_create", "crm_create", "coffee"]);
}
