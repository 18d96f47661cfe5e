//! Middleware: code that runs around calls, and sees more of them than a tower layer, which sees
//! only bytes.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use serde_json::Value;

use crate::call::{RequestData, Subject};
use crate::params::Principal;
use crate::protocol::ErrorCode;
use crate::response::{Finished, Outcome, ResultWriter, ToolError, drop_quietly, panicked};

/// Code that runs around every call of a tool, prompt, resource or completion, but not around lists
/// or subscriptions. If a [limit](crate::Server::max_calls) refuses a call, only
/// [`refused`](Self::refused) is called. A panic in a middleware is an error for the caller.
///
/// A server without middleware pays nothing for it. The one that was
/// [added](crate::Server::middleware) first is the outermost.
///
/// ```
/// use std::time::Instant;
///
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::server::{CallResponse, CallInfo, Middleware, Next};
///
/// /// Writes down how long each call takes, and how it ends.
/// struct Stopwatch;
///
/// impl Middleware for Stopwatch {
///     async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
///         let start = Instant::now();
///         let answered = next.run().await;
///         eprintln!("{} {}: {:?} after {:?}", call.method(), call.name(), answered.outcome(), start.elapsed());
///         answered
///     }
/// }
///
/// /// Only lets some callers do what they want.
/// struct Doorkeeper;
///
/// impl Middleware for Doorkeeper {
///     async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
///         match call.principal().id() {
///             Some("mallory") => call.fail("Not you, mallory"),
///             _ => next.run().await,
///         }
///     }
/// }
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// let app: axum::Router = Hello::new().middleware(Stopwatch).middleware(Doorkeeper).into_router();
/// # let _ = app;
/// ```
pub trait Middleware: Send + Sync + 'static {
    /// Runs around one call. If the client goes away, or the call takes too long, this future is
    /// dropped with the call. To observe such calls as well, record them in the `Drop` of a guard
    /// that the future holds.
    fn around(&self, call: &CallInfo, next: Next<'_>) -> impl Future<Output = CallResponse> + Send;

    /// Runs instead of a call that a [limit](crate::Server::max_calls) refuses, with the code of
    /// the error; the call itself never begins. Does nothing unless implemented. Must be quick,
    /// since refused calls come in large numbers.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// use mcp_runtime::protocol::ErrorCode;
    /// use mcp_runtime::server::{CallResponse, CallInfo, Middleware, Next};
    ///
    /// /// Counts callers who come too often.
    /// #[derive(Default)]
    /// struct Impatience(AtomicU64);
    ///
    /// impl Middleware for Impatience {
    ///     async fn around(&self, _: &CallInfo, next: Next<'_>) -> CallResponse {
    ///         next.run().await
    ///     }
    ///
    ///     fn refused(&self, _: &CallInfo, code: ErrorCode) {
    ///         if code == ErrorCode::RateLimited {
    ///             self.0.fetch_add(1, Ordering::Relaxed);
    ///         }
    ///     }
    /// }
    /// ```
    fn refused(&self, call: &CallInfo, code: ErrorCode) {
        let _ = (call, code);
    }

    /// Runs when a client of an earlier revision begins a session with `initialize`. Does nothing
    /// unless implemented. Must be quick.
    fn earlier_client(&self, revision: &'static str) {
        let _ = revision;
    }
}

/// A call, as a middleware sees it before it runs.
///
/// ```
/// use std::sync::{Arc, Mutex};
///
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::server::{CallResponse, CallInfo, Middleware, Next};
/// use mcp_runtime::testing::Client;
///
/// /// A journal of who did what.
/// #[derive(Clone, Default)]
/// struct Journal(Arc<Mutex<Vec<String>>>);
///
/// impl Middleware for Journal {
///     async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
///         let who = call.principal().id().unwrap_or("somebody");
///         let line = format!("{who}: {} {} ({:?})", call.method(), call.name(), call.route());
///         self.0.lock().unwrap().push(line);
///         next.run().await
///     }
/// }
///
/// /// A note.
/// #[mcp_resource("notes:///{name}")]
/// fn note(name: String) -> String { name }
///
/// mcp_server! { Notes { name: "notes", version: "1.0.0", resources: [note] } }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let journal = Journal::default();
/// let client = Client::new(Notes::new().middleware(journal.clone())).with_principal(Principal::new("ada"));
/// client.read("notes:///7").await;
/// assert_eq!(*journal.0.lock().unwrap(), [r#"ada: resources/read notes:///7 (Some("notes:///{name}"))"#]);
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct CallInfo {
    subject: Subject,
    principal: Principal,
    request: RequestData,
    http: Option<Arc<http::request::Parts>>,
    timeout: Duration,
    server_info: Arc<str>,
}

/// Who calls and by what, for those who watch.
pub(super) struct Seen {
    pub(super) principal: Principal,
    pub(super) http: Option<Arc<http::request::Parts>>,
}

impl CallInfo {
    fn new(
        subject: &Subject,
        server_info: &Arc<str>,
        request: &RequestData,
        seen: Seen,
        timeout: Duration,
    ) -> Self {
        let Seen { principal, http } = seen;
        Self {
            subject: subject.clone(),
            principal,
            request: request.clone(),
            http,
            timeout,
            server_info: server_info.clone(),
        }
    }

    /// The protocol's method: `tools/call`, `prompts/get`, `resources/read` or
    /// `completion/complete`.
    pub fn method(&self) -> &'static str {
        self.subject.method.name
    }

    /// The name of the tool or prompt, the URI of the resource, or the name of the argument that is
    /// completed.
    pub fn name(&self) -> &str {
        self.subject.name()
    }

    /// The declared name of the called item: the name of the tool or prompt, the URI of the
    /// resource as it was declared, such as `notes:///{name}`, or for a [view](crate::guide::apps)
    /// `ui://package/name.{hash}.html`. There is a limited number of them, so it can be a label of
    /// metrics, unlike a URI that a client made up. `None` for a completion, and for items that
    /// aren't in the tables.
    pub fn route(&self) -> Option<&str> {
        self.subject.route()
    }

    /// The caller.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// How long the call may take. A call that takes longer is dropped, together with its
    /// middleware.
    pub fn timeout(&self) -> Duration {
        self.timeout
    }

    /// The size of the arguments as they arrived, in bytes.
    pub fn arguments_size(&self) -> usize {
        self.arguments().map_or(0, str::len)
    }

    /// The arguments of a tool or a prompt, as the client sent them: JSON text, which the function's
    /// schema has not been compared with yet. They may be secret; the server itself logs none.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    ///
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::{Value, json};
    /// use mcp_runtime::server::{CallInfo, CallResponse, Middleware, Next};
    /// use mcp_runtime::testing::Client;
    ///
    /// /// An audit log: who asked for what, by which program, and what they were told.
    /// #[derive(Clone, Default)]
    /// struct Audit(Arc<Mutex<Vec<Value>>>);
    ///
    /// impl Middleware for Audit {
    ///     async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
    ///         let agent = call.http().and_then(|parts| parts.headers.get("user-agent")?.to_str().ok());
    ///         let (agent, arguments) = (agent.map(str::to_owned), call.arguments().map(str::to_owned));
    ///         let response = next.run().await;
    ///         let text = response.result().map(|result| result["content"][0]["text"].clone());
    ///         self.0.lock().unwrap().push(json!([call.name(), arguments, agent, text]));
    ///         response
    ///     }
    /// }
    ///
    /// /// Greet somebody.
    /// #[mcp_tool]
    /// fn greet(name: String) -> String { format!("Hello, {name}") }
    ///
    /// mcp_server! { Greeter { name: "greeter", version: "1.0.0", tools: [greet] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let audit = Audit::default();
    /// let client = Client::new(Greeter::new().middleware(audit.clone())).with_header("user-agent", "curl");
    /// client.call_tool::<greet>(json!({ "name": "Ada" })).await;
    /// let entry = json!(["greet", r#"{"name":"Ada"}"#, "curl", "Hello, Ada"]);
    /// assert_eq!(*audit.0.lock().unwrap(), [entry]);
    /// # }
    /// ```
    pub fn arguments(&self) -> Option<&str> {
        self.request.arguments()
    }

    /// The head of the HTTP request that carries the call, if one does.
    pub fn http(&self) -> Option<&http::request::Parts> {
        self.http.as_deref()
    }

    /// The request's JSON-RPC id, as JSON text: `7` and `"7"` are two ids.
    pub fn request_id(&self) -> &str {
        self.request.id()
    }

    /// An answer in place of the call's own, with a message for the client: for a tool a result
    /// that is an error, for everything else a JSON-RPC error.
    ///
    /// ```
    /// use mcp_runtime::server::{CallResponse, CallInfo, Middleware, Next};
    ///
    /// /// Keeps large arguments from those whom nobody knows.
    /// struct Modest;
    ///
    /// impl Middleware for Modest {
    ///     async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
    ///         if call.principal().is_anonymous() && call.arguments_size() > 10_000 {
    ///             return call.fail("Sign in to send more than 10 kB");
    ///         }
    ///         next.run().await
    ///     }
    /// }
    /// ```
    pub fn fail(&self, message: impl Into<String>) -> CallResponse {
        self.failed(ToolError::new(message))
    }

    fn failed(&self, error: ToolError) -> CallResponse {
        let out = ResultWriter::new(self.request.id());
        let name = self.subject.logged_name();
        CallResponse(if self.subject.method.fails_in_result {
            out.finish(Err(error), name, &self.server_info)
        } else {
            out.finish_plain(Err(error), name, &self.server_info, None)
        })
    }
}

/// A call that has ended.
///
/// ```
/// use mcp_runtime::server::{CallResponse, CallInfo, Outcome, Middleware, Next};
///
/// /// Warns of results that fill the context of a model.
/// struct Heavy;
///
/// impl Middleware for Heavy {
///     async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
///         let answered = next.run().await;
///         if answered.outcome() == Outcome::Done && answered.size().is_some_and(|bytes| bytes > 100_000) {
///             eprintln!("{} gave {:?} bytes", call.name(), answered.size());
///         }
///         answered
///     }
/// }
/// ```
#[derive(Debug)]
pub struct CallResponse(Finished);

impl CallResponse {
    /// How the call ended.
    pub fn outcome(&self) -> Outcome {
        self.0.outcome()
    }

    /// The size of the answer, in bytes; `None` for a JSON-RPC error.
    pub fn size(&self) -> Option<usize> {
        match &self.0 {
            Finished::Response { body, .. } => Some(body.len()),
            Finished::Fixed { head, tail } => Some(head.len() + tail.len()),
            Finished::Refused(_) => None,
        }
    }

    /// The result, as the client gets it; none of a JSON-RPC error. It is read anew from what will
    /// be sent, which costs something only if somebody asks.
    pub fn result(&self) -> Option<Value> {
        let mut message: Value = match &self.0 {
            Finished::Response { body, .. } => serde_json::from_slice(body),
            Finished::Fixed { head, tail } => {
                serde_json::from_slice(&[&head[..], &tail[..]].concat())
            }
            Finished::Refused(_) => return None,
        }
        .ok()?;
        message.get_mut("result").map(Value::take)
    }
}

/// The rest of the chain: the inner middleware, and the call.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::serde_json::json;
/// use mcp_runtime::server::{CallResponse, CallInfo, Middleware, Next};
/// use mcp_runtime::testing::Client;
/// use tokio::sync::Mutex;
///
/// /// One call after the other.
/// #[derive(Default)]
/// struct Queue(Mutex<()>);
///
/// impl Middleware for Queue {
///     async fn around(&self, _: &CallInfo, next: Next<'_>) -> CallResponse {
///         let _turn = self.0.lock().await;
///         next.run().await // what isn't run never happens: see `CallInfo::fail`
///     }
/// }
///
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let client = Client::new(Hello::new().middleware(Queue::default()));
/// assert_eq!(client.call_tool::<hello>(json!({})).await.text(), "hello");
/// # }
/// ```
pub struct Next<'a> {
    rest: &'a [Arc<dyn DynMiddleware>],
    call: &'a CallInfo,
    future: BoxFuture<'static, Finished>,
}

impl std::fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Next")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl Next<'_> {
    /// Runs the rest of the chain.
    pub async fn run(self) -> CallResponse {
        match self.rest.split_first() {
            Some((first, rest)) => first.around(self.call, Next { rest, ..self }).await,
            None => CallResponse(self.future.await),
        }
    }
}

/// A [`Middleware`] of any type.
pub(crate) trait DynMiddleware: Send + Sync {
    fn around<'a>(&'a self, call: &'a CallInfo, next: Next<'a>) -> BoxFuture<'a, CallResponse>;

    fn refused(&self, call: &CallInfo, code: ErrorCode);

    #[cfg(feature = "legacy")]
    fn earlier_client(&self, revision: &'static str);
}

impl<M: Middleware> DynMiddleware for M {
    fn around<'a>(&'a self, call: &'a CallInfo, next: Next<'a>) -> BoxFuture<'a, CallResponse> {
        Box::pin(Middleware::around(self, call, next))
    }

    fn refused(&self, call: &CallInfo, code: ErrorCode) {
        Middleware::refused(self, call, code);
    }

    #[cfg(feature = "legacy")]
    fn earlier_client(&self, revision: &'static str) {
        Middleware::earlier_client(self, revision);
    }
}

/// Tells what the server has around calls of a client of an earlier revision.
#[cfg(feature = "legacy")]
pub(super) fn earlier_client(layers: &Layers, revision: &'static str) {
    for each in &**layers {
        let told = std::panic::catch_unwind(AssertUnwindSafe(|| each.earlier_client(revision)));
        if let Err(panic) = told {
            drop_quietly(panic);
        }
    }
}

/// The middleware of a server, the outermost first.
pub(super) type Layers = Arc<[Arc<dyn DynMiddleware>]>;

/// Tells each middleware of a call that was refused by a limit.
pub(super) fn refused(
    layers: &Layers,
    subject: &Subject,
    server_info: &Arc<str>,
    request: &RequestData,
    seen: Seen,
    timeout: Duration,
    why: ErrorCode,
) {
    if layers.is_empty() || !subject.method.has_middleware {
        return;
    }
    let call = CallInfo::new(subject, server_info, request, seen, timeout);
    for each in &**layers {
        // A panic in one middleware affects neither the others nor the caller's answer.
        if let Err(panic) = std::panic::catch_unwind(AssertUnwindSafe(|| each.refused(&call, why)))
        {
            drop_quietly(panic);
        }
    }
}

/// Wraps a call in the server's middleware.
pub(super) fn wrapped(
    future: BoxFuture<'static, Finished>,
    layers: &Layers,
    subject: &Subject,
    server_info: &Arc<str>,
    request: &RequestData,
    seen: Seen,
    timeout: Duration,
) -> BoxFuture<'static, Finished> {
    if layers.is_empty() || !subject.method.has_middleware {
        return future;
    }
    let call = CallInfo::new(subject, server_info, request, seen, timeout);
    let layers = layers.clone();
    Box::pin(async move {
        // A panic in a middleware is its caller's trouble, too, and nobody else's.
        let next = Next {
            rest: &layers,
            call: &call,
            future,
        };
        let CallResponse(finished) = AssertUnwindSafe(next.run())
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| call.failed(panicked(panic)));
        finished
    })
}
