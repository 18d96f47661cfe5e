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

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::params::Principal;
use crate::protocol::{ClientCapability, ErrorCode, LogLevel, PROTOCOL_VERSION};
use crate::server::{Core, Routed, Server, StartError, Tool, route, start};

/// A client in the same process as its server.
///
/// It declares no capabilities, asks for progress but not for logs, and is anonymous, until told otherwise.
#[derive(Debug)]
pub struct Client<S: 'static> {
    core: Arc<Core<S>>,
    principal: Principal,
    http: Option<http::request::Parts>,
    meta: Map<String, Value>,
    next_id: AtomicU64,
}

impl<S: Send + Sync + 'static> Client<S> {
    /// A client of this server.
    ///
    /// # Panics
    ///
    /// When the server can't start.
    pub fn new(server: Server<S>) -> Self {
        Self::try_new(server).unwrap_or_else(|e| panic!("{e}"))
    }

    /// A client of this server, or the reasons why the server can't start.
    pub fn try_new(server: Server<S>) -> Result<Self, StartError> {
        let core = server.build()?;
        let meta = json!({
            "io.modelcontextprotocol/protocolVersion": PROTOCOL_VERSION,
            "io.modelcontextprotocol/clientInfo": { "name": "mcp-runtime testing client", "version": env!("CARGO_PKG_VERSION") },
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let Value::Object(meta) = meta else { unreachable!("it is written as an object") };
        Ok(Self { core, principal: Principal::anonymous(), http: None, meta, next_id: AtomicU64::new(1) })
    }

    /// Declares a capability with every request.
    #[must_use]
    pub fn with_capability(mut self, capability: ClientCapability) -> Self {
        self.meta["io.modelcontextprotocol/clientCapabilities"][capability.key()] = json!({});
        self
    }

    /// Calls as somebody.
    #[must_use]
    pub fn with_principal(mut self, principal: Principal) -> Self {
        self.principal = principal;
        self
    }

    /// Calls as over HTTP, with this header, for tools that take [`HttpParts`](crate::HttpParts).
    ///
    /// # Panics
    ///
    /// When the name or the value can't be a header's.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let parts = self.http.get_or_insert_with(|| http::Request::new(()).into_parts().0);
        let name = http::HeaderName::try_from(name).unwrap_or_else(|e| panic!("{name:?}: {e}"));
        let value = http::HeaderValue::try_from(value).unwrap_or_else(|e| panic!("{value:?}: {e}"));
        parts.headers.append(name, value);
        self
    }

    /// Asks for log messages of this level and above.
    #[must_use]
    pub fn with_log_level(self, level: LogLevel) -> Self {
        self.with_meta("io.modelcontextprotocol/logLevel", json!(level))
    }

    /// Sends an entry of `_meta` with every request.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: Value) -> Self {
        self.meta.insert(key.into(), value);
        self
    }

    /// Calls a tool by its name.
    ///
    /// # Panics
    ///
    /// When `arguments` can't be serialised.
    pub async fn call(&self, tool: &str, arguments: impl Serialize) -> Reply {
        let arguments = serde_json::to_value(arguments).unwrap_or_else(|e| panic!("the arguments are no JSON: {e}"));
        self.request("tools/call", json!({ "name": tool, "arguments": arguments })).await
    }

    /// Calls a tool by its function's path: `client.call_tool::<module::tool>(…)`. In a group with a prefix, a tool goes
    /// by its full name only; see [`call`](Self::call).
    pub async fn call_tool<T: Tool>(&self, arguments: impl Serialize) -> Reply {
        self.call(T::META.name, arguments).await
    }

    /// The tools as they are listed, from all pages.
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without tools.
    pub async fn tools(&self) -> Vec<Value> {
        let mut tools = Vec::new();
        let mut params = json!({});
        loop {
            let page = self.request("tools/list", params).await;
            if matches!(page.refusal(), Some((code, _)) if code == i64::from(ErrorCode::MethodNotFound.number())) {
                return tools;
            }
            tools.extend(page.result()["tools"].as_array().into_iter().flatten().cloned());
            match page.result().get("nextCursor") {
                Some(cursor) => params = json!({ "cursor": cursor }),
                None => return tools,
            }
        }
    }

    /// Sends any request; `_meta` is added to its parameters.
    ///
    /// # Panics
    ///
    /// When `params` is no object.
    pub async fn request(&self, method: &str, params: Value) -> Reply {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let Value::Object(mut params) = params else { panic!("`params` must be an object") };
        let mut meta = self.meta.clone();
        meta.entry("progressToken").or_insert_with(|| id.into());
        params.insert("_meta".into(), meta.into());
        let body = json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string();
        self.send(Bytes::from(body)).await
    }

    /// Sends a message as it is.
    async fn send(&self, body: Bytes) -> Reply {
        let (answer, notifications) = match route(&self.core, &body, None) {
            Routed::Notified(_) => (Vec::new(), Vec::new()),
            Routed::Answered(answer) => (answer.into_message(), Vec::new()),
            Routed::Call(route) => {
                let mut call = start(self.core.clone(), &body, route, self.principal.clone(), self.http.clone());
                let mut sent = Vec::new();
                let outcome = {
                    let emitter = call.emitter.clone().unwrap_or_default();
                    let timeout = tokio::time::sleep(call.timeout);
                    tokio::pin!(timeout);
                    loop {
                        tokio::select! {
                            biased;
                            outcome = &mut call.future => break Some(outcome),
                            () = emitter.ready() => sent.extend(std::iter::from_fn(|| emitter.pop())),
                            () = &mut timeout => break None,
                        }
                    }
                };
                let outcome = outcome.unwrap_or_else(|| call.timed_out());
                sent.extend(std::iter::from_fn(|| call.emitter.as_ref()?.pop()));
                (call.answer(outcome).1, sent)
            }
        };
        let read = |json: &[u8]| serde_json::from_slice(json).unwrap_or_default();
        Reply { answer: read(&answer), notifications: notifications.iter().map(|message| read(message.as_bytes())).collect() }
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    answer: Value,
    notifications: Vec<Value>,
}

impl Reply {
    /// The result of the request.
    ///
    /// # Panics
    ///
    /// When the request was refused.
    pub fn result(&self) -> &Value {
        self.answer.get("result").unwrap_or_else(|| panic!("the request was refused: {}", self.answer))
    }

    /// The JSON-RPC error code and message of a request that was refused.
    pub fn refusal(&self) -> Option<(i64, &str)> {
        let error = self.answer.get("error")?;
        Some((error["code"].as_i64()?, error["message"].as_str()?))
    }

    /// Whether the tool failed.
    ///
    /// # Panics
    ///
    /// When the request was refused.
    pub fn is_error(&self) -> bool {
        self.result()["isError"] == true
    }

    /// The blocks of content.
    ///
    /// # Panics
    ///
    /// When the request was refused.
    pub fn content(&self) -> &[Value] {
        self.result()["content"].as_array().map_or(&[], Vec::as_slice)
    }

    /// The text of the blocks that are text, line after line.
    ///
    /// # Panics
    ///
    /// When the request was refused.
    pub fn text(&self) -> String {
        let blocks = self.content().iter().filter_map(|block| block["text"].as_str());
        blocks.collect::<Vec<_>>().join("\n")
    }

    /// The structured content, as a type.
    ///
    /// # Panics
    ///
    /// When there is none, or it is of another type.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        let content = self.result().get("structuredContent").unwrap_or_else(|| panic!("no structured content: {}", self.answer));
        serde_json::from_value(content.clone()).unwrap_or_else(|e| panic!("{e}: {content}"))
    }

    /// What was sent before the answer: progress, and logs if they were asked for.
    pub fn notifications(&self) -> &[Value] {
        &self.notifications
    }
}
