use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use tokio_util::sync::DropGuard;

use super::limits::{Held, Kept};
use super::{Core, Subject, Visibility};
use crate::handle::{self, Desk, Pending};
use crate::input::{Conversation, Retry, Topic};
use crate::params::{Completing, Context, Principal};
use crate::protocol::{ClientCapability, LogLevel, Request};
use crate::response::{Emitter, ToolError};
use crate::subscription::Notify;

/// One call of a tool, a prompt, a resource or a completion, as injected parameters see it, or a
/// request for a list, as [listers](crate::dynamic) see it.
///
/// [`FromCall`](crate::FromCall) makes a value of your own type from it.
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::{Call, FromCall, Injected};
///
/// /// What is called by whom, for the journal.
/// struct Entry(String);
///
/// impl Injected for Entry {}
///
/// impl<S: Send + Sync> FromCall<S> for Entry {
///     async fn from_call(call: &Call<S>) -> Result<Self, ToolError> {
///         let caller = call.principal().id().unwrap_or("somebody");
///         Ok(Self(format!("{caller}: {} {}", call.method(), call.name())))
///     }
/// }
/// ```
pub struct Call<S: 'static> {
    pub(super) core: Arc<Core<S>>,
    pub(super) subject: Subject,
    pub(super) principal: Principal,
    pub(super) http: Option<http::request::Parts>,
    pub(super) request: RequestData,
    /// Of a function that may emit.
    pub(super) emitter: Option<Arc<Emitter>>,
    pub(super) permit: Kept,
    /// Of a function that asks, once it does.
    pub(super) conversation: OnceLock<Arc<Mutex<Conversation>>>,
}

/// Without what the client sends, which is nobody's to log: its body, and headers such as
/// `Authorization`.
impl<S> fmt::Debug for Call<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, name) = (self.method(), self.logged_name());
        f.debug_struct("Call")
            .field("method", &method)
            .field("name", &name)
            .field("principal", &self.principal)
            .finish_non_exhaustive()
    }
}

impl<S: 'static> Call<S> {
    /// The server's state.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::{Call, FromCall, Injected};
    ///
    /// /// What the server was started with: names by the keys that callers send.
    /// struct Keys(HashMap<String, String>);
    ///
    /// /// Who calls, by a key in a header.
    /// struct Customer(String);
    ///
    /// impl Injected for Customer {}
    ///
    /// impl FromCall<Keys> for Customer {
    ///     async fn from_call(call: &Call<Keys>) -> Result<Self, ToolError> {
    ///         let key = call.http().and_then(|parts| parts.headers.get("x-api-key")?.to_str().ok());
    ///         let name = key.and_then(|key| call.state().0.get(key));
    ///         name.cloned().map(Self).ok_or_else(|| ToolError::new("No such key"))
    ///     }
    /// }
    ///
    /// /// Greet the customer.
    /// #[mcp_tool(read_only)]
    /// fn greet(customer: Customer) -> String {
    ///     format!("Hello, {}", customer.0)
    /// }
    ///
    /// mcp_server! { Shop { name: "shop", version: "1.0.0", state: Keys, tools: [greet] } }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() {
    /// let keys = Keys(HashMap::from([("k7".to_owned(), "Ada".to_owned())]));
    /// let client = mcp_runtime::testing::Client::new(Shop::new(keys)).with_header("x-api-key", "k7");
    /// assert_eq!(client.call_tool::<greet>(mcp_runtime::serde_json::json!({})).await.text(), "Hello, Ada");
    /// # }
    /// ```
    pub fn state(&self) -> &S {
        self.core.state()
    }

    /// Who calls.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// The HTTP request that carried the call, if one did.
    pub fn http(&self) -> Option<&http::request::Parts> {
        self.http.as_ref()
    }

    /// The name of the tool or prompt, as the server lists it, the URI of the resource, or the name
    /// of the argument that is completed; of a list, its method.
    pub fn name(&self) -> &str {
        self.core.name_of(&self.subject)
    }

    /// The same for logs: a URI may hold a handle.
    pub(super) fn logged_name(&self) -> &str {
        self.core.logged_name_of(&self.subject)
    }

    /// The method of the protocol: `tools/call`, `prompts/get`, `resources/read` or
    /// `completion/complete`; or that of a list.
    pub fn method(&self) -> &'static str {
        self.subject.method()
    }

    /// Whether the client declared a capability with this request.
    pub fn supports(&self, capability: ClientCapability) -> bool {
        self.request.supports(capability)
    }

    /// The context that a function would get. A type that hands it on to the function says so by
    /// [`Injected::EMITS`](crate::Injected::EMITS); otherwise what is sent by it goes nowhere.
    pub fn context(&self) -> Context {
        let emitter = self.emitter.clone().unwrap_or_default();
        Context::new(
            self.core.shared_name_of(&self.subject),
            self.request.clone(),
            emitter,
            self.core.tasks().clone(),
            self.permit.promised(),
        )
    }

    /// What keeps the call's room for work that may outlive it.
    pub(crate) fn hold(&self) -> Held {
        self.permit.held()
    }

    /// Where the caller's handles are.
    pub(crate) fn desk(&self) -> Desk {
        Desk::new(self.core.handles().clone(), self.principal.clone())
    }

    /// The same, for what mints them.
    pub(crate) fn minting_desk(&self) -> Desk {
        let desk = self.desk();
        match self.principal.is_anonymous() {
            true => desk.minting_for(self.core.tag_of(&self.principal, self.http.as_ref())),
            false => desk,
        }
    }

    /// Loads the handles among the arguments. Most calls have none: in a box of its own, this
    /// weighs on none of them.
    pub(super) fn load(&self, handles: Pending) -> BoxFuture<'static, Result<(), ToolError>> {
        Box::pin(handle::load(handles, self.desk()))
    }

    /// What tells the function's own work that the call is over. To be dropped with the call,
    /// wherever that happens.
    pub(super) fn cancelled_on_drop(&self) -> Option<DropGuard> {
        self.emitter
            .as_ref()
            .map(|emitter| emitter.cancelled().clone().drop_guard())
    }

    pub(crate) fn notify(&self) -> Notify {
        self.core.notify().clone()
    }

    pub(super) fn visibility(&self) -> Visibility {
        Visibility::new(self.core.mask().clone())
    }

    pub(crate) fn completing(&self) -> Option<Completing> {
        match &self.subject {
            Subject::Completion(typed) => Some(Completing(typed.clone())),
            _ => None,
        }
    }

    /// What the client has been asked, and has answered.
    pub(crate) fn conversation(&self) -> Result<Arc<Mutex<Conversation>>, ToolError> {
        if let Some(conversation) = self.conversation.get() {
            return Ok(conversation.clone());
        }
        if let Subject::List(list) = self.subject {
            return Err(ToolError::internal(format!(
                "the protocol has no questions in answer to `{}`",
                list.method()
            )));
        }
        let capabilities = serde_json::from_str(self.request.capabilities()).unwrap_or_default();
        let (method, name) = (self.method(), self.name().to_owned());
        let server = self.core.definition().name;
        let topic = Topic {
            server,
            method,
            name,
            principal: self.principal.clone(),
            capabilities,
            asked: self.core.tag_of(&self.principal, self.http.as_ref()),
            max_question: self.core.settings().max_question,
            once: self.counts_once(),
        };
        let conversation =
            Conversation::open(self.core.sealer().clone(), topic, self.request.body())?;
        Ok(self
            .conversation
            .get_or_init(|| Arc::new(Mutex::new(conversation)))
            .clone())
    }

    /// Whether an answer of the client's user counts once: not for what changes nothing, or nothing
    /// more when it is done again.
    fn counts_once(&self) -> bool {
        match self.subject {
            Subject::Tool(position) => {
                let hints = self.core.definition().tools.entries[position]
                    .1
                    .meta
                    .annotations;
                let harms_nobody = [hints.read_only, hints.idempotent].contains(&Some(true));
                hints.destructive == Some(true) || !harms_nobody
            }
            Subject::DynamicTool(_) => true,
            _ => false,
        }
    }

    /// Whether the client sends the request once more, with answers.
    pub(super) fn is_retry(&self) -> bool {
        Retry::read(self.request.body()).is_none_or(|retry| retry.is_one())
    }

    pub(super) fn server_info(&self) -> &str {
        self.core.server_info()
    }
}

/// What of a request outlives the pass over it: its bytes, and where in them the parts are.
#[derive(Clone)]
pub(crate) struct RequestData {
    body: Bytes,
    id: Span,
    capabilities: Span,
    client_info: Option<Span>,
    progress_token: Option<Span>,
    arguments: usize,
    log_level: Option<LogLevel>,
}

/// What a client sends is nobody's to log.
impl fmt::Debug for RequestData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestData")
            .field("id", &self.id())
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl RequestData {
    /// `request` was read from `body`.
    pub(crate) fn new(body: &Bytes, request: &Request<'_>) -> Self {
        let span = |part: &str| Span::of(part, body);
        Self {
            id: span(request.id),
            capabilities: span(request.meta.capabilities),
            client_info: request.meta.client_info.map(span),
            progress_token: request.meta.progress_token.map(span),
            arguments: request.params.arguments.map_or(0, str::len),
            log_level: request.meta.log_level,
            body: body.clone(),
        }
    }

    /// The same, without what only a call needs: a subscription lasts, and its body with it.
    pub(super) fn only_id(&self) -> Self {
        let id = Span {
            start: 0,
            end: self.id.end - self.id.start,
        };
        let nothing = Span { start: 0, end: 0 };
        Self {
            body: Bytes::copy_from_slice(self.id().as_bytes()),
            id,
            capabilities: nothing,
            client_info: None,
            progress_token: None,
            arguments: 0,
            log_level: None,
        }
    }

    pub(crate) fn body(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap_or_default()
    }

    pub(crate) fn id(&self) -> &str {
        self.id.text(&self.body)
    }

    pub(crate) fn capabilities(&self) -> &str {
        self.capabilities.text(&self.body)
    }

    pub(crate) fn client_info(&self) -> Option<&str> {
        self.client_info.map(|span| span.text(&self.body))
    }

    /// In bytes.
    pub(crate) fn arguments_size(&self) -> usize {
        self.arguments
    }

    pub(crate) fn emitter(&self) -> Emitter {
        Emitter::new(
            self.progress_token.map(|span| span.text(&self.body)),
            self.log_level,
        )
    }

    pub(crate) fn supports(&self, capability: ClientCapability) -> bool {
        let declared: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(self.capabilities()).unwrap_or_default();
        declared
            .get(capability.key())
            .is_some_and(serde_json::Value::is_object)
    }
}

/// A part of a body, by its place.
#[derive(Clone, Copy, Debug)]
struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// `part` is a slice of `whole`; anything else becomes empty.
    fn of(part: &str, whole: &[u8]) -> Self {
        let start = (part.as_ptr() as usize).wrapping_sub(whole.as_ptr() as usize);
        match start.checked_add(part.len()) {
            Some(end) if end <= whole.len() => Self { start, end },
            _ => Self { start: 0, end: 0 },
        }
    }

    fn text(self, whole: &[u8]) -> &str {
        whole
            .get(self.start..self.end)
            .and_then(|part| std::str::from_utf8(part).ok())
            .unwrap_or_default()
    }
}
