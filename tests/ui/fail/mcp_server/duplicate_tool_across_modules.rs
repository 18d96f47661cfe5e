use mcp_runtime::prelude::*;

mod billing {
    use mcp_runtime::prelude::*;

    /// Write an invoice.
    #[mcp_tool]
    pub fn create() -> &'static str {
        "written"
    }
}

mod crm {
    use mcp_runtime::prelude::*;

    /// Write down a customer.
    #[mcp_tool]
    pub fn create() -> &'static str {
        "written"
    }
}

mcp_server! {
    Office {
        name: "office",
        version: "1.0.0",
        tools: [billing::create, crm::create], //~ crm::create
    }
}

fn main() {
    let _ = Office::new();
}
