//! A request as today's revision has it, made from one of an earlier revision.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::client::Client;
use super::fields::Fields;
use crate::protocol::{LogLevel, PROTOCOL_VERSION};

/// A client's answers to the questions of the last round.
#[derive(Debug)]
pub(super) struct Answers {
    pub(super) responses: Vec<(String, Box<RawValue>)>,
    /// As the server gave it, JSON text.
    pub(super) state: Option<String>,
}

#[derive(Serialize)]
struct Request<'a> {
    jsonrpc: &'a str,
    id: &'a RawValue,
    method: &'a str,
    params: &'a Fields,
}

/// The body of the request. `id` is JSON text. `None` where the parameters can't be written.
pub(super) fn request(
    id: &str,
    method: &str,
    params: &Fields,
    client: &Client,
    capabilities: &Map<String, Value>,
    level: LogLevel,
    answers: Option<&Answers>,
) -> Option<Bytes> {
    let mut params = params.clone();
    let meta = meta(&params, client, capabilities, level);
    // No earlier revision has these; `task` asks for an experiment of one that was given up.
    params.retain(|key| !matches!(key, "inputResponses" | "requestState" | "task" | "_meta"));
    if let Some(Answers { responses, state }) = answers {
        let mut all = Fields::default();
        for (key, response) in responses {
            all.set(key, response);
        }
        params.set("inputResponses", &all);
        if let Some(state) = state {
            params.set("requestState", &RawValue::from_string(state.clone()).ok()?);
        }
    }
    params.set("_meta", &meta);
    let id = RawValue::from_string(id.to_owned()).ok()?;
    let request = Request {
        jsonrpc: "2.0",
        id: &id,
        method,
        params: &params,
    };
    serde_json::to_vec(&request).ok().map(Bytes::from)
}

/// `_meta`: what the client put there, and what today's clients say with each request.
fn meta(
    params: &Fields,
    client: &Client,
    capabilities: &Map<String, Value>,
    level: LogLevel,
) -> Fields {
    let mut meta = params.object("_meta").unwrap_or_default();
    meta.retain(|key| !key.starts_with("io.modelcontextprotocol/"));
    meta.set("io.modelcontextprotocol/protocolVersion", PROTOCOL_VERSION);
    meta.set("io.modelcontextprotocol/clientCapabilities", capabilities);
    if let Some(info) = client.info() {
        meta.set("io.modelcontextprotocol/clientInfo", info);
    }
    meta.set("io.modelcontextprotocol/logLevel", &level);
    meta
}
