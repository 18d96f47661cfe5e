use mcp_runtime::prelude::*;

struct Tenant;

impl<S: Send + Sync> FromCall<S> for Tenant {
    async fn from_call(_: &Call<S>) -> Result<Self, ToolError> {
        Ok(Self)
    }
}

/// Say who pays.
#[mcp_tool]
fn payer(tenant: Tenant) -> usize { //~ Tenant
    let _ = tenant;
    7
}

mcp_server! { pub Payers { name: "payers", version: "1.0.0", tools: [payer] } }

fn main() {}
