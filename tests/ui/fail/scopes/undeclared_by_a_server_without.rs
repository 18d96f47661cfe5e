use mcp_runtime::prelude::*;

mod billing {
    use mcp_runtime::prelude::*;

    /// Write an invoice.
    #[mcp_tool(scopes("billing:write"))]
    pub fn invoice(to: String) -> String {
        to
    }

    mcp_tools! { pub Billing: [invoice] }
}

mcp_server! {
    Projects {
        name: "projects",
        version: "1.0.0",
        tools: [..billing::Billing], //~ billing::Billing
    }
}

fn main() {
    let _ = Projects::new();
}
