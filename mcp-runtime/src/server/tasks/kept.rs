//! The parts of a request that are kept for the work: its name, its arguments, and the keys of
//! `_meta` that the work needs. Not headers, tokens, or anything that the client put there for
//! somebody else.

use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};

use crate::call::RequestData;
use crate::protocol::{PROTOCOL_VERSION, read_params};

#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'static str,
    id: &'a RawValue,
    method: &'static str,
    params: Params<'a>,
}

#[derive(Serialize)]
struct Params<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    arguments: Option<&'a RawValue>,
    #[serde(rename = "_meta")]
    meta: Meta<'a>,
}

#[derive(Serialize)]
struct Meta<'a> {
    #[serde(rename = "io.modelcontextprotocol/protocolVersion")]
    version: &'static str,
    #[serde(rename = "io.modelcontextprotocol/clientCapabilities")]
    capabilities: &'a RawValue,
    #[serde(
        rename = "io.modelcontextprotocol/clientInfo",
        skip_serializing_if = "Option::is_none"
    )]
    client_info: Option<&'a RawValue>,
    /// The progress of the work becomes the task's status.
    #[serde(rename = "progressToken")]
    progress_token: u8,
    /// Its log messages go to the server's own log.
    #[serde(rename = "io.modelcontextprotocol/logLevel")]
    log_level: &'static str,
    #[serde(flatten)]
    trace: Trace,
}

/// The trace that the request is part of.
#[derive(Default, Serialize, Deserialize)]
struct Trace {
    #[serde(skip_serializing_if = "Option::is_none")]
    traceparent: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tracestate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    baggage: Option<String>,
}

/// The request that a leg is run by.
pub(super) fn kept(
    name: &str,
    arguments: Option<&str>,
    request: &RequestData,
) -> Result<Box<RawValue>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Given {
        #[serde(rename = "_meta")]
        meta: Trace,
    }
    let trace =
        read_params(request.body()).map_or_else(|_| Trace::default(), |given: Given| given.meta);
    to_raw_value(&Request {
        jsonrpc: "2.0",
        id: serde_json::from_str(request.id())?,
        method: "tools/call",
        params: Params {
            name,
            arguments: arguments.map(serde_json::from_str).transpose()?,
            meta: Meta {
                version: PROTOCOL_VERSION,
                capabilities: serde_json::from_str(request.capabilities())?,
                client_info: request
                    .client_info()
                    .map(serde_json::from_str)
                    .transpose()?,
                progress_token: 0,
                log_level: "debug",
                trace,
            },
        },
    })
}
