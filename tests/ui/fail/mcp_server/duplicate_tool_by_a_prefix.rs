use mcp_runtime::prelude::*;

mod billing {
    use mcp_runtime::prelude::*;

    /// Write an invoice.
    #[mcp_tool]
    pub fn create() -> &'static str {
        "written"
    }

    mcp_tools! { pub Billing: [create] }
}

/// Write an invoice, too.
#[mcp_tool]
fn billing_create() -> &'static str {
    "written"
}

mcp_server! {
    Office {
        name: "office",
        version: "1.0.0",
        tools: [
            ..billing::Billing as "billing",
            billing_create, //~ billing_create
        ],
    }
}

fn main() {
    let _ = Office::new();
}
