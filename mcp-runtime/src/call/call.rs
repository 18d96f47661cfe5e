use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use futures_util::future::BoxFuture;
use tokio_util::sync::DropGuard;
use tokio_util::task::TaskTracker;

use super::access::Access;
use super::caller::Caller;
use super::carrier::Carrier;
use super::challenge::Challenges;
use super::completing::CompletionContext;
use super::context::Context;
use super::identity::Identity;
use super::permit::{Held, KeptPermit, Permit};
use super::request::RequestData;
use super::shared::Shared;
use super::subject::Subject;
use super::task::{TaskCall, Trial};
use super::visibility::Visibility;
use crate::handle::{self, HandleStore, Pending};
use crate::input::{CallerTag, Conversation, Retry, Topic};
use crate::params::Principal;
use crate::protocol::ClientCapability;
use crate::response::{Emitter, ToolError};
use crate::subscription::Notify;
use crate::task::RunningLeg;

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
    shared: Arc<Shared<S>>,
    subject: Subject,
    identity: Identity,
    http: Option<Carrier>,
    request: RequestData,
    /// Of a function that may emit.
    emitter: Option<Arc<Emitter>>,
    permit: KeptPermit,
    /// Of a function that asks, once it does.
    conversation: OnceLock<Arc<Mutex<Conversation>>>,
    /// The task that it is for, if it isn't a plain call.
    task: Option<Arc<TaskCall>>,
}

/// Client input is never logged: neither the body nor headers such as `Authorization`.
impl<S> fmt::Debug for Call<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, name) = (self.method(), self.logged_name());
        f.debug_struct("Call")
            .field("method", &method)
            .field("name", &name)
            .field("principal", self.principal())
            .finish_non_exhaustive()
    }
}

/// Who calls, and how.
pub(crate) struct CallParts {
    pub(crate) identity: Identity,
    pub(crate) http: Option<Carrier>,
    pub(crate) permit: Option<Permit>,
}

impl<S: 'static> Call<S> {
    /// A call that begins.
    pub(crate) fn new(
        shared: Arc<Shared<S>>,
        subject: Subject,
        request: RequestData,
        emitter: Option<Arc<Emitter>>,
        parts: CallParts,
    ) -> Self {
        let CallParts {
            identity,
            http,
            permit,
        } = parts;
        Self {
            shared,
            subject,
            identity,
            http,
            request,
            emitter,
            permit: KeptPermit::new(permit),
            conversation: OnceLock::new(),
            task: None,
        }
    }

    /// A call for a task.
    pub(crate) fn of_task(
        shared: Arc<Shared<S>>,
        subject: Subject,
        request: RequestData,
        emitter: Option<Arc<Emitter>>,
        identity: Identity,
        task: TaskCall,
    ) -> Self {
        let parts = CallParts {
            identity,
            http: None,
            permit: None,
        };
        Self {
            task: Some(Arc::new(task)),
            ..Self::new(shared, subject, request, emitter, parts)
        }
    }

    /// Makes it the trial of a call that may become a task. From here on it has no HTTP request,
    /// as the task will have none.
    pub(crate) fn on_trial(&mut self) -> Arc<TaskCall> {
        self.http = None;
        let task = Arc::new(TaskCall::Trial(Trial::default()));
        self.task = Some(task.clone());
        task
    }

    /// Called where the body of a tool with tasks begins. A trial ends there.
    pub(crate) fn begin_body(&self) -> Result<(), ToolError> {
        match self.task.as_deref() {
            Some(TaskCall::Trial(trial)) => Err(trial.end(self.conversation.get().map(|c| &**c))),
            _ => Ok(()),
        }
    }

    /// Whether it is for a job that has begun elsewhere.
    pub(crate) fn has_job(&self) -> bool {
        self.leg().is_some_and(|leg| leg.has_job())
    }

    /// Where work goes on that outlives the call.
    pub(crate) fn shielding(&self) -> &TaskTracker {
        &self.shared.tasks
    }

    /// Called where the caller's claims are read: a task whose body needs them keeps them.
    pub(super) fn note_claims(&self) {
        if let Some(TaskCall::Trial(trial)) = self.task.as_deref() {
            trial.note_claims();
        }
    }

    /// The leg that it is, if it is one.
    pub(crate) fn leg(&self) -> Option<&Arc<RunningLeg>> {
        match self.task.as_deref() {
            Some(TaskCall::Leg(leg, _)) => Some(leg),
            _ => None,
        }
    }

    pub(crate) fn request(&self) -> &RequestData {
        &self.request
    }

    pub(crate) fn emitter(&self) -> Option<&Arc<Emitter>> {
        self.emitter.as_ref()
    }

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
    #[allow(clippy::missing_panics_doc)] // Nobody can make a call of a server that isn't open.
    pub fn state(&self) -> &S {
        let state = self.shared.state.as_ref();
        state.expect("a server takes no call before its state is open")
    }

    /// Who calls.
    pub fn principal(&self) -> &Principal {
        &self.identity.principal
    }

    /// The id of the client through which they call, as their token's issuer knows it.
    pub fn client(&self) -> Option<&str> {
        match self.access() {
            Access::Granted(grant) => grant.client.as_deref(),
            Access::Full | Access::Anonymous => None,
        }
    }

    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The caller's access.
    pub(crate) fn access(&self) -> &Access {
        &self.identity.access
    }

    pub(crate) fn challenges(&self) -> &Arc<Challenges> {
        &self.shared.challenges
    }

    /// The HTTP request that carried the call, if one did.
    pub fn http(&self) -> Option<&http::request::Parts> {
        self.http.as_deref()
    }

    /// The name of the tool or prompt, as the server lists it, the URI of the resource, or the name
    /// of the argument that is completed; of a list, its method.
    pub fn name(&self) -> &str {
        self.subject.name()
    }

    /// The same for logs: a URI may hold a handle.
    pub(crate) fn logged_name(&self) -> &str {
        self.subject.logged_name()
    }

    /// The method of the protocol: `tools/call`, `prompts/get`, `resources/read` or
    /// `completion/complete`; or that of a list.
    pub fn method(&self) -> &'static str {
        self.subject.method.name
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
            self.subject.item_name().clone(),
            self.request.clone(),
            emitter,
            self.shared.tasks.clone(),
            self.permit.promised(),
        )
    }

    /// Returns a hold on the call's room, for work that may outlive the call.
    pub(crate) fn hold(&self) -> Held {
        self.permit.held()
    }

    /// Where the caller's handles are.
    pub(crate) fn handle_store(&self) -> HandleStore {
        HandleStore::new(self.shared.handles.clone(), self.principal().clone())
    }

    /// The same, for what mints them.
    pub(crate) fn minting_store(&self) -> HandleStore {
        let handle_store = self.handle_store();
        match self.principal().is_anonymous() {
            true => handle_store.minting_for(self.caller_tag()),
            false => handle_store,
        }
    }

    /// The caller, as budgets that all callers share know it.
    pub(crate) fn caller(&self) -> Caller {
        Caller::of(&self.identity)
    }

    /// Whose share in a store is taken from.
    pub(crate) fn caller_tag(&self) -> CallerTag {
        if let Some(leg) = self.leg() {
            return leg.caller();
        }
        self.caller().tag(&self.shared.sealer)
    }

    /// Loads the handles among the arguments. Most calls have none: in a box of its own, this
    /// weighs on none of them.
    pub(crate) fn load(&self, handles: Pending) -> BoxFuture<'static, Result<(), ToolError>> {
        Box::pin(handle::load(handles, self.handle_store()))
    }

    /// Returns a guard that, when dropped, tells the function's own work that the call is over. To
    /// be dropped with the call, wherever that happens.
    pub(crate) fn cancelled_on_drop(&self) -> Option<DropGuard> {
        self.emitter
            .as_ref()
            .map(|emitter| emitter.cancelled().clone().drop_guard())
    }

    pub(crate) fn notify(&self) -> Notify {
        self.shared.notify.clone()
    }

    pub(crate) fn visibility(&self) -> Visibility {
        Visibility::new(self.shared.mask.clone())
    }

    pub(crate) fn completing(&self) -> Option<CompletionContext> {
        self.subject.typed().cloned().map(CompletionContext)
    }

    /// Returns the questions that the client has been asked, with its answers.
    pub(crate) fn conversation(&self) -> Result<Arc<Mutex<Conversation>>, ToolError> {
        if let Some(conversation) = self.conversation.get() {
            return Ok(conversation.clone());
        }
        if !self.subject.method.may_ask {
            return Err(ToolError::internal(format!(
                "the protocol has no questions in answer to `{}`",
                self.method()
            )));
        }
        let capabilities = serde_json::from_str(self.request.capabilities()).unwrap_or_default();
        let (method, name) = (self.method(), self.name().to_owned());
        let server = self.shared.server;
        let topic = Topic {
            server,
            method,
            name,
            principal: self.principal().clone(),
            capabilities,
            asked: self.caller_tag(),
            max_question: self.shared.max_question,
            once: self.subject.answers_count_once(),
        };
        let sealer = self.shared.sealer.clone();
        let conversation = match self.task.as_deref() {
            Some(TaskCall::Leg(_, settled)) => {
                Conversation::of_task(sealer, topic, settled.clone())
            }
            _ => Conversation::open(sealer, topic, self.request.body())?,
        };
        Ok(self
            .conversation
            .get_or_init(|| Arc::new(Mutex::new(conversation)))
            .clone())
    }

    /// Whether the client sends the request once more, with answers.
    pub(crate) fn is_retry(&self) -> bool {
        Retry::read(self.request.body()).is_none_or(|retry| retry.is_one())
    }

    pub(crate) fn server_info(&self) -> &str {
        &self.shared.server_info
    }
}
