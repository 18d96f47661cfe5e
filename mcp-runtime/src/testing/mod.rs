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

mod listening;
mod reply;
mod test_call;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::params::Principal;
use crate::protocol::{ClientCapability, ErrorCode, LogLevel, PROTOCOL_VERSION};
use crate::server::{CallInFlight, Core, Prompt, Routed, Server, StartError, Tool, route, start};

pub use listening::Listening;
pub use reply::Reply;
pub use test_call::TestCall;

/// Rounds of questions that a client answers for one request.
const ROUNDS: usize = 16;

/// Pages of a list that a client fetches.
const PAGES: usize = 10_000;

/// The answer to a question: what a user would have filled in.
///
/// ```
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::testing::accept;
///
/// assert_eq!(accept(json!({ "name": "Ada" })), json!({ "action": "accept", "content": { "name": "Ada" } }));
/// ```
pub fn accept(content: Value) -> Value {
    json!({ "action": "accept", "content": content })
}

/// The answer of a user who says no.
pub fn decline() -> Value {
    json!({ "action": "decline" })
}

/// The answer of a user who dismisses the question.
pub fn cancel() -> Value {
    json!({ "action": "cancel" })
}

/// What a client says of itself in each request's `_meta`.
fn declared() -> Map<String, Value> {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": PROTOCOL_VERSION,
        "io.modelcontextprotocol/clientInfo": { "name": "mcp-runtime testing client", "version": env!("CARGO_PKG_VERSION") },
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let Value::Object(meta) = meta else { unreachable!("it is written as an object") };
    meta
}

fn with_capability(meta: &mut Map<String, Value>, capability: ClientCapability) {
    meta["io.modelcontextprotocol/clientCapabilities"][capability.key()] = json!({});
}

/// A client in the same process as its server.
///
/// It declares no capabilities, asks for progress but not for logs, and is anonymous, until told otherwise.
#[derive(Debug)]
pub struct Client<S: 'static> {
    core: Arc<Core<S>>,
    principal: Principal,
    http: Option<http::request::Parts>,
    meta: Map<String, Value>,
    answers: Map<String, Value>,
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
        let (principal, meta) = (Principal::anonymous(), declared());
        Ok(Self { core, principal, http: None, meta, answers: Map::new(), next_id: AtomicU64::new(1) })
    }

    /// Declares a capability with every request.
    #[must_use]
    pub fn with_capability(mut self, capability: ClientCapability) -> Self {
        with_capability(&mut self.meta, capability);
        self
    }

    /// Answers the question with this key, whenever it is asked, and declares that the client can be asked. An elicitation is
    /// answered by [`accept`], [`decline`] or [`cancel`]; what else there is to ask, by a result as the protocol has it.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::{Client, accept};
    ///
    /// /// Empty the bin.
    /// #[mcp_tool(destructive, confirm = "Delete everything in the bin?")]
    /// fn empty_bin() -> &'static str {
    ///     "empty"
    /// }
    ///
    /// mcp_server! { Bin { name: "bin", version: "1.0.0", tools: [empty_bin] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Bin::new()).with_answer("confirm", accept(json!({})));
    /// assert_eq!(client.call_tool::<empty_bin>(json!({})).await.text(), "empty");
    /// # }
    /// ```
    #[must_use]
    pub fn with_answer(mut self, key: impl Into<String>, answer: Value) -> Self {
        self.answers.insert(key.into(), answer);
        self.that_can_be_asked()
    }

    /// Declares that the client can be asked anything.
    #[must_use]
    pub fn that_can_be_asked(mut self) -> Self {
        self.meta["io.modelcontextprotocol/clientCapabilities"]["elicitation"] = json!({ "form": {}, "url": {} });
        self.with_capability(ClientCapability::Sampling).with_capability(ClientCapability::Roots)
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

    /// Gets a prompt by its name. Its arguments are texts.
    ///
    /// # Panics
    ///
    /// When `arguments` can't be serialised.
    pub async fn prompt(&self, name: &str, arguments: impl Serialize) -> Reply {
        let arguments = serde_json::to_value(arguments).unwrap_or_else(|e| panic!("the arguments are no JSON: {e}"));
        self.request("prompts/get", json!({ "name": name, "arguments": arguments })).await
    }

    /// Gets a prompt by its function's path: `client.get_prompt::<module::prompt>(…)`.
    ///
    /// # Panics
    ///
    /// When `arguments` can't be serialised.
    pub async fn get_prompt<P: Prompt>(&self, arguments: impl Serialize) -> Reply {
        self.prompt(P::META.name, arguments).await
    }

    /// Reads a resource.
    pub async fn read(&self, uri: &str) -> Reply {
        self.request("resources/read", json!({ "uri": uri })).await
    }

    /// The values that are suggested for a prompt's argument of which `typed` is there.
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_prompt(&self, prompt: &str, argument: &str, typed: &str) -> Vec<String> {
        self.complete_prompt_with(prompt, argument, typed, json!({})).await
    }

    /// The same, with other arguments filled in: a map of texts.
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_prompt_with(&self, prompt: &str, argument: &str, typed: &str, others: impl Serialize) -> Vec<String> {
        self.complete(json!({ "type": "ref/prompt", "name": prompt }), argument, typed, others).await
    }

    /// The values that are suggested for a variable of the template `uri`, of which `typed` is there.
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_resource(&self, uri: &str, variable: &str, typed: &str) -> Vec<String> {
        self.complete_resource_with(uri, variable, typed, json!({})).await
    }

    /// The same, with other variables filled in: a map of texts.
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub async fn complete_resource_with(&self, uri: &str, variable: &str, typed: &str, others: impl Serialize) -> Vec<String> {
        self.complete(json!({ "type": "ref/resource", "uri": uri }), variable, typed, others).await
    }

    async fn complete(&self, reference: Value, argument: &str, typed: &str, others: impl Serialize) -> Vec<String> {
        let others = serde_json::to_value(others).unwrap_or_else(|e| panic!("the arguments are no JSON: {e}"));
        let params = json!({ "ref": reference, "argument": { "name": argument, "value": typed }, "context": { "arguments": others } });
        let reply = self.request("completion/complete", params).await;
        let values = reply.result()["completion"]["values"].as_array().into_iter().flatten();
        values.filter_map(Value::as_str).map(str::to_owned).collect()
    }

    /// The tools as they are listed, from all pages.
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without tools.
    pub async fn tools(&self) -> Vec<Value> {
        self.list("tools/list", "tools").await
    }

    /// The prompts as they are listed, from all pages.
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without prompts.
    pub async fn prompts(&self) -> Vec<Value> {
        self.list("prompts/list", "prompts").await
    }

    /// The resources as they are listed, from all pages.
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without resources.
    pub async fn resources(&self) -> Vec<Value> {
        self.list("resources/list", "resources").await
    }

    /// The templates of resources as they are listed, from all pages.
    ///
    /// # Panics
    ///
    /// When a page is refused, other than on a server without resources.
    pub async fn resource_templates(&self) -> Vec<Value> {
        self.list("resources/templates/list", "resourceTemplates").await
    }

    async fn list(&self, method: &str, key: &str) -> Vec<Value> {
        let mut items = Vec::new();
        let mut params = json!({});
        for _ in 0..PAGES {
            let page = self.request(method, params).await;
            if matches!(page.refusal(), Some((code, _)) if code == i64::from(ErrorCode::MethodNotFound.number())) {
                return items;
            }
            items.extend(page.result()[key].as_array().into_iter().flatten().cloned());
            match page.result().get("nextCursor") {
                Some(cursor) => params = json!({ "cursor": cursor }),
                None => return items,
            }
        }
        panic!("`{method}` has no end")
    }

    /// Listens for changes, as `subscriptions/listen` does with this filter.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::Client;
    ///
    /// /// Touch a note.
    /// #[mcp_tool]
    /// fn touch(name: String, notify: Notify) {
    ///     notify.resource_updated(format!("notes:///{name}"));
    /// }
    ///
    /// /// A note.
    /// #[mcp_resource("notes:///{name}")]
    /// fn note(name: String) -> String { name }
    ///
    /// mcp_server! { Notes { name: "notes", version: "1.0.0", tools: [touch], resources: [note] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let client = Client::new(Notes::new());
    /// let mut listening = client.listen(json!({ "resourceSubscriptions": ["notes:///a"] }));
    /// client.call_tool::<touch>(json!({ "name": "a" })).await;
    /// assert_eq!(listening.next().await.unwrap()["method"], "notifications/subscriptions/acknowledged");
    /// assert_eq!(listening.next().await.unwrap()["params"]["uri"], "notes:///a");
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// When the request is refused.
    pub fn listen(&self, filter: Value) -> Listening<S> {
        let body = self.body("subscriptions/listen", json!({ "notifications": filter }));
        match self.start(&body) {
            Ok(call) => Listening::new(call),
            Err(answer) => panic!("the request was refused: {}", String::from_utf8_lossy(&answer)),
        }
    }

    /// Lets the server shut down, as far as its subscribers see it.
    pub fn close(&self) {
        self.core.closing().cancel();
    }

    /// Sends any request; `_meta` is added to its parameters. Questions that the client [has answers to](Self::with_answer) are
    /// answered.
    ///
    /// # Panics
    ///
    /// When `params` is no object.
    pub async fn request(&self, method: &str, params: Value) -> Reply {
        let mut reply = self.send(self.body(method, params.clone())).await;
        let mut given = Vec::new();
        for _ in 0..ROUNDS {
            let questions = reply.answer["result"]["inputRequests"].as_object();
            let asked = |key: &String| questions.is_some_and(|questions| questions.contains_key(key));
            let answers: Map<String, Value> = self.answers.clone().into_iter().filter(|(key, _)| asked(key)).collect();
            // What is asked again was not answered rightly.
            if answers.is_empty() || answers.keys().any(|key| given.contains(key)) {
                break;
            }
            given.extend(answers.keys().cloned());
            let mut params = params.clone();
            params["inputResponses"] = answers.into();
            params["requestState"] = reply.answer["result"]["requestState"].clone();
            let before = std::mem::take(&mut reply.notifications);
            reply = self.send(self.body(method, params)).await;
            reply.notifications.splice(0..0, before);
        }
        reply
    }

    fn body(&self, method: &str, params: Value) -> Bytes {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let Value::Object(mut params) = params else { panic!("`params` must be an object") };
        let mut meta = self.meta.clone();
        meta.entry("progressToken").or_insert_with(|| id.into());
        params.insert("_meta".into(), meta.into());
        json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string().into()
    }

    /// Starts what a message asks for; the error is the answer of one that needs no call.
    fn start(&self, body: &Bytes) -> Result<CallInFlight<S>, Vec<u8>> {
        match route(&self.core, body, None) {
            Routed::Notified(_) => Err(Vec::new()),
            Routed::Answered(answer) => Err(answer.into_message()),
            Routed::Call(route) => Ok(start(self.core.clone(), body, route, self.principal.clone(), self.http.clone())),
        }
    }

    /// Sends a message as it is.
    async fn send(&self, body: Bytes) -> Reply {
        let mut call = match self.start(&body) {
            Ok(call) => call,
            Err(answer) => return Reply { answer: read(&answer), notifications: Vec::new() },
        };
        let emitter = call.emitter.clone().unwrap_or_default();
        let mut sent = Vec::new();
        let timeout = tokio::time::sleep(call.timeout);
        tokio::pin!(timeout);
        let outcome = loop {
            tokio::select! {
                biased;
                outcome = &mut call.future => break outcome,
                () = emitter.ready() => sent.extend(std::iter::from_fn(|| emitter.pop())),
                () = &mut timeout => break call.timed_out(),
            }
        };
        emitter.close();
        sent.extend(std::iter::from_fn(|| emitter.pop()));
        let notifications = sent.iter().map(|message| read(message.as_bytes())).collect();
        Reply { answer: read(&call.answer(outcome).into_message()), notifications }
    }
}

fn read(json: &[u8]) -> Value {
    serde_json::from_slice(json).unwrap_or_default()
}
