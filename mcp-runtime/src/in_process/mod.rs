//! A client in the same process as its server: what the command line calls by, and tests.

mod answers;
mod client;
mod listening;
mod lists;
mod reply;
mod requests;
mod tasks;

use serde_json::{Map, Value, json};

use crate::protocol::{ClientCapability, PROTOCOL_VERSION};

pub use answers::{accept, cancel, decline};
pub use client::Client;
pub use listening::Listening;
pub use reply::Reply;

/// Returns the client's description of itself in each request's `_meta`.
pub(crate) fn declared() -> Map<String, Value> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": PROTOCOL_VERSION,
        "io.modelcontextprotocol/clientInfo": { "name": "mcp-runtime testing client", "version": env!("CARGO_PKG_VERSION") },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let Value::Object(meta) = meta else {
        unreachable!("it is written as an object")
    };
    meta
}

pub(crate) fn with_capability(meta: &mut Map<String, Value>, capability: ClientCapability) {
    meta["io.modelcontextprotocol/clientCapabilities"][capability.key()] = json!({});
}

pub(crate) fn read(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_default()
}
