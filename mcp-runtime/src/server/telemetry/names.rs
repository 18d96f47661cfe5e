//! The names in spans and metrics, which are those of OpenTelemetry's conventions for MCP.
//!
//! Source: `docs/gen-ai/mcp.md` of <https://github.com/open-telemetry/semantic-conventions-genai>,
//! and for the caller the registry of <https://github.com/open-telemetry/semantic-conventions>.
//! The conventions are in development: `conventions.txt` holds the names of the day, and a test
//! compares.

/// The name of the request's method.
pub(crate) const METHOD: &str = "mcp.method.name";
/// The revision of the protocol that the client speaks.
pub(crate) const PROTOCOL: &str = "mcp.protocol.version";
/// The session of a client of an earlier revision.
pub(crate) const SESSION: &str = "mcp.session.id";
pub(crate) const RESOURCE: &str = "mcp.resource.uri";
pub(crate) const REQUEST_ID: &str = "jsonrpc.request.id";
pub(crate) const OPERATION: &str = "gen_ai.operation.name";
pub(crate) const TOOL: &str = "gen_ai.tool.name";
pub(crate) const PROMPT: &str = "gen_ai.prompt.name";
pub(crate) const ARGUMENTS: &str = "gen_ai.tool.call.arguments";
pub(crate) const RESULT: &str = "gen_ai.tool.call.result";
/// The code of a JSON-RPC error.
pub(crate) const STATUS_CODE: &str = "rpc.response.status_code";
/// The class of a failure: a code of JSON-RPC, or one of our own words.
pub(crate) const ERROR: &str = "error.type";
pub(crate) const TRANSPORT: &str = "network.transport";
pub(crate) const NETWORK_PROTOCOL: &str = "network.protocol.name";
pub(crate) const NETWORK_PROTOCOL_VERSION: &str = "network.protocol.version";
pub(crate) const CLIENT_ADDRESS: &str = "client.address";
pub(crate) const CLIENT_PORT: &str = "client.port";
/// The caller, by a hash that only the server can make.
pub(crate) const CALLER: &str = "enduser.pseudo.id";

/// Why a request was refused; a label of our own.
pub(crate) const REASON: &str = "reason";

/// The name and version that a client of an earlier revision gives itself; labels of our own.
#[cfg(feature = "legacy")]
pub(crate) const CLIENT: &str = "client";
#[cfg(feature = "legacy")]
pub(crate) const CLIENT_VERSION: &str = "client_version";

/// The state and the outcome of tasks; labels of our own.
pub(crate) const TASK_STATE: &str = "state";
pub(crate) const OUTCOME: &str = "outcome";

/// The method of a request for one that the server doesn't have: a client can make up any.
pub(crate) const OTHER: &str = "_OTHER";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::telemetry::instruments::Instrument;

    /// The attributes that a span may have.
    const OF_SPANS: [&str; 18] = [
        METHOD,
        PROTOCOL,
        SESSION,
        RESOURCE,
        REQUEST_ID,
        OPERATION,
        TOOL,
        PROMPT,
        ARGUMENTS,
        RESULT,
        STATUS_CODE,
        ERROR,
        TRANSPORT,
        NETWORK_PROTOCOL,
        NETWORK_PROTOCOL_VERSION,
        CLIENT_ADDRESS,
        CLIENT_PORT,
        CALLER,
    ];

    /// The attributes that this server leaves out: that JSON-RPC is 2.0 needs none.
    const LEFT_OUT: [&str; 1] = ["jsonrpc.protocol.version"];

    /// The names of a section of `conventions.txt`.
    fn listed(section: &str) -> Vec<&'static str> {
        let lines = include_str!("conventions.txt").lines();
        lines
            .filter_map(|line| line.strip_prefix(section)?.strip_prefix(' '))
            .collect()
    }

    #[test]
    fn attributes_are_those_of_the_conventions() {
        let listed = listed("span");
        for name in OF_SPANS {
            assert!(listed.contains(&name), "the conventions have no `{name}`");
        }
        for name in listed {
            let is_known = OF_SPANS.contains(&name) || LEFT_OUT.contains(&name);
            assert!(is_known, "no span has `{name}`");
        }
    }

    #[test]
    fn metrics_are_those_of_the_conventions_or_plainly_of_ours() {
        let listed = listed("metric");
        for instrument in Instrument::ALL {
            let name = instrument.declared().name;
            let is_ours = name != "mcp.server.operation.duration";
            assert_eq!(listed.contains(&name), !is_ours, "{name}");
            assert!(name.starts_with("mcp.server."), "{name}");
        }
        // A session isn't one connection: where it ends, no instance can tell.
        assert_eq!(
            listed,
            [
                "mcp.server.operation.duration",
                "mcp.server.session.duration"
            ]
        );
    }
}
