//! Test a server in process: no socket, the same path through the tables.
//!
//! ```
//! use mcp_runtime::prelude::*;
//! use mcp_runtime::serde_json::json;
//! use mcp_runtime::testing::Client;
//!
//! /// Add two integers.
//! #[mcp_tool(read_only)]
//! fn add(a: i64, b: i64) -> i64 {
//!     a + b
//! }
//!
//! mcp_server! { Sums { name: "sums", version: "1.0.0", tools: [add] } }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let client = Client::new(Sums::new());
//! assert_eq!(client.call("add", json!({ "a": 1, "b": 2 })).await.text(), "3");
//! assert_eq!(client.call_tool::<add>(json!({ "a": 1, "b": 2 })).await.text(), "3"); // by the function's path
//!
//! let wrong = client.call("add", json!({ "a": 1 })).await;
//! assert!(wrong.is_error() && wrong.text().contains("`b` is required"));
//! # }
//! ```

mod answers;
mod client;
mod listening;
mod lists;
mod reply;
mod requests;
mod test_call;

use serde_json::{Map, Value, json};

use crate::protocol::{ClientCapability, PROTOCOL_VERSION};

pub use answers::{accept, cancel, decline};
pub use client::Client;
pub use listening::Listening;
pub use reply::Reply;
pub use test_call::TestCall;

/// What a client says of itself in each request's `_meta`.
fn declared() -> Map<String, Value> {
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

fn with_capability(meta: &mut Map<String, Value>, capability: ClientCapability) {
    meta["io.modelcontextprotocol/clientCapabilities"][capability.key()] = json!({});
}

fn read(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_default()
}
