//! What a tool can know of its caller and its server. None of it is in the tool's schema.

use mcp_runtime::HttpParts;
use mcp_runtime::prelude::*;
use mcp_runtime::protocol::{ClientCapability, Implementation};

use crate::Started;

#[mcp_type]
struct Caller {
    /// Who was authenticated, if anybody
    principal: Option<String>,
    /// What the client calls itself
    client: Option<String>,
    /// Whether the client can put questions to its user
    can_ask: bool,
    /// The `User-Agent` header, of a call over HTTP
    user_agent: Option<String>,
}

/// Say who is calling.
#[mcp_tool(read_only)]
fn whoami(principal: Principal, cx: Context, http: Option<HttpParts>) -> Json<Caller> {
    Json(Caller {
        principal: principal.id().map(str::to_owned),
        client: cx
            .client_info()
            .map(|Implementation { name, version, .. }| format!("{name} {version}")),
        can_ask: cx.supports(ClientCapability::Elicitation),
        user_agent: http
            .and_then(|parts| Some(parts.headers.get("user-agent")?.to_str().ok()?.to_owned())),
    })
}

/// Say for how many seconds the server has been running.
#[mcp_tool(read_only)]
fn uptime(State(started): State<Started>) -> u64 {
    started.0.elapsed().as_secs()
}

mcp_tools! { pub Tools: [whoami, uptime] }
