use mcp_runtime::prelude::*;
use mcp_runtime::{Call, FromCall, Injected};

#[mcp_type]
struct Tenant(String);

impl Injected for Tenant {}

impl<S: Send + Sync> FromCall<S> for Tenant {
    async fn from_call(_: &Call<S>) -> Result<Self, ToolError> {
        Ok(Tenant("acme".to_owned()))
    }
}

/// Count the tenant's invoices.
#[mcp_tool]
fn count_invoices(tenant: Tenant) -> usize { //~ Tenant
    tenant.0.len()
}

fn main() {}
