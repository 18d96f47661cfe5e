//! Arguments that also travel in headers, where a gateway can route by them without reading the
//! body.

use mcp_runtime::prelude::*;

/// Say where a call was sent. The server has compared each argument with its `Mcp-Param-*` header.
#[mcp_tool(read_only)]
fn test_header_params(
    /// Region of the data centre
    #[mcp(header = "Region")]
    region: String,
    /// Tenant, where there are several
    #[mcp(header = "Tenant")]
    tenant: Option<String>,
    /// Number of the shard
    #[mcp(header = "Shard")]
    shard: u32,
    /// Whether to answer from a replica
    #[mcp(header = "Replica")]
    replica: bool,
) -> String {
    let tenant = tenant.as_deref().unwrap_or("nobody in particular");
    let kind = if replica { "a replica of " } else { "" };
    format!("{kind}shard {shard} in {region}, for {tenant}")
}

mcp_tools! { pub Tools: [test_header_params] }
