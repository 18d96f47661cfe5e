//! A user's own injected type, and a newtype around an extractor.

use mcp_runtime::prelude::*;
use mcp_runtime::{Call, FromCall, FromRef, Injected};

struct Tenant(String);

impl Injected for Tenant {}

impl<S: Send + Sync> FromCall<S> for Tenant {
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        let header = call.http().and_then(|parts| parts.headers.get("x-tenant")?.to_str().ok());
        header.map(|tenant| Tenant(tenant.to_owned())).ok_or_else(|| ToolError::new("No tenant was given"))
    }
}

#[derive(Clone)]
struct Db;

struct Connection(State<Db>);

impl Injected for Connection {}

impl<S: Send + Sync> FromCall<S> for Connection
where
    Db: FromRef<S>,
{
    async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
        State::from_call(call).await.map(Self)
    }
}

/// Count the tenant's invoices.
#[mcp_tool(read_only)]
async fn count_invoices(tenant: Tenant, connection: Connection) -> usize {
    let Connection(State(_db)) = connection;
    tenant.0.len()
}

mcp_server! { Billing { name: "billing", version: "1.0.0", state: Db, tools: [count_invoices] } }

pub(crate) fn main() {
    let _server = Billing::new(Db);
}
