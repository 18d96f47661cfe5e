//! A type that could be both is settled by `inject` and `argument`.

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

/// Move an invoice to another tenant.
#[mcp_tool]
fn move_invoice(#[mcp(inject)] from: Tenant, #[mcp(argument)] to: Tenant) -> String {
    format!("{} to {}", from.0, to.0)
}

mcp_server! { Billing { name: "billing", version: "1.0.0", tools: [move_invoice] } }

pub(crate) fn main() {
    let _server = Billing::new();
}
