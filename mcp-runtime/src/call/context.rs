use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::permit::Promised;
use super::request::RequestData;
use super::subject::ItemName;
use crate::protocol::{ClientCapability, ErrorCode, Implementation, LogLevel, Refusal};
use crate::response::{Emitter, Progress, ToolError};

/// The call that a function is answering: who called, how to report progress, and whether the
/// caller still waits.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Import the files of a folder.
/// #[mcp_tool]
/// async fn import(
///     /// The folder
///     folder: String,
///     cx: Context,
/// ) -> Result<String, ToolError> {
///     for file in 0..3u32 {
///         cx.progress((file, 3));
///         cx.log(LogLevel::Info, format!("reading file {file} of {folder}"));
///     }
///     // What must not stop half way runs to its end, even if the client goes away now.
///     cx.shield(async { /* commit */ }).await;
///     Ok("3 files imported".into())
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Context {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    name: ItemName,
    request: RequestData,
    emitter: Arc<Emitter>,
    tasks: tokio_util::task::TaskTracker,
    permit: Promised,
}

impl Context {
    pub(crate) fn new(
        name: ItemName,
        request: RequestData,
        emitter: Arc<Emitter>,
        tasks: tokio_util::task::TaskTracker,
        permit: Promised,
    ) -> Self {
        Self {
            inner: Arc::new(Inner {
                name,
                request,
                emitter,
                tasks,
                permit,
            }),
        }
    }

    /// The name of the called tool or prompt, as the server lists it, or the URI of the resource.
    ///
    /// ```
    /// use mcp_runtime::testing::TestCall;
    ///
    /// let cx = TestCall::new().named("import").context();
    /// assert_eq!((cx.name(), cx.request_id()), ("import", "1"));
    /// assert_eq!(cx.client_info().unwrap().name, "mcp-runtime testing client");
    /// ```
    pub fn name(&self) -> &str {
        self.inner.name.as_str()
    }

    /// The request's JSON-RPC id, as JSON text: `7` and `"7"` are two ids.
    pub fn request_id(&self) -> &str {
        self.inner.request.id()
    }

    /// The client's description of itself, if it sends one. Self-reported: for display and logs,
    /// never for decisions.
    pub fn client_info(&self) -> Option<Implementation> {
        serde_json::from_str(self.inner.request.client_info()?).ok()
    }

    /// The capabilities that the client declared with this request, as the JSON object it sent.
    pub fn client_capabilities(&self) -> Map<String, Value> {
        serde_json::from_str(self.inner.request.capabilities()).unwrap_or_default()
    }

    /// Whether the client declared a capability with this request.
    ///
    /// ```
    /// use mcp_runtime::protocol::ClientCapability;
    /// use mcp_runtime::testing::TestCall;
    ///
    /// let cx = TestCall::new().with_capability(ClientCapability::Elicitation).context();
    /// assert!(cx.supports(ClientCapability::Elicitation));
    /// assert!(!cx.supports(ClientCapability::Roots));
    /// assert!(cx.client_capabilities().contains_key("elicitation")); // as it was sent, with what else was declared
    /// ```
    pub fn supports(&self, capability: ClientCapability) -> bool {
        self.inner.request.supports(capability)
    }

    /// Whether the client declared with this request that it shows views. Some clients show views
    /// and don't declare it, so every result has its text and its view. Use this for a text that
    /// says more to clients without views.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// /// Weather forecast for a place.
    /// #[mcp_tool(read_only)]
    /// fn forecast(place: String, cx: Context) -> String {
    ///     if cx.shows_views() {
    ///         return format!("{place}: 7 °C"); // the view has the rest
    ///     }
    ///     format!("{place}: 7 °C, wind from the north at 20 km/h, rain in the evening")
    /// }
    /// ```
    pub fn shows_views(&self) -> bool {
        crate::app::shows_views(&self.client_capabilities())
    }

    /// Ends the call with the protocol's −32021 error unless the client declared `capability`.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// use mcp_runtime::protocol::ClientCapability;
    ///
    /// /// Ask the client's own model.
    /// #[mcp_tool]
    /// async fn second_opinion(cx: Context) -> Result<String, ToolError> {
    ///     cx.require(ClientCapability::Sampling)?;
    ///     Ok("…".into())
    /// }
    /// ```
    pub fn require(&self, capability: ClientCapability) -> Result<(), ToolError> {
        if self.supports(capability) {
            return Ok(());
        }
        let message = format!(
            "This call needs the client capability `{}`, which the request does not declare",
            capability.key()
        );
        Err(ToolError::refused(
            Refusal::new(ErrorCode::MissingClientCapability, message)
                .with_data(capability.required()),
        ))
    }

    /// An entry of the request's `_meta`, such as a vendor's own key; `None` where it is missing or
    /// of another type.
    ///
    /// ```
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::TestCall;
    ///
    /// let cx = TestCall::new().with_meta("com.example/dry-run", json!(true)).context();
    /// assert_eq!(cx.meta("com.example/dry-run"), Some(true));
    /// assert_eq!(cx.meta::<String>("com.example/dry-run"), None); // it is no text
    /// ```
    pub fn meta<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        #[derive(serde::Deserialize)]
        struct Params<'a> {
            #[serde(borrow, rename = "_meta")]
            meta: std::collections::HashMap<std::borrow::Cow<'a, str>, &'a RawValue>,
        }
        let params: Params<'_> = crate::protocol::read_params(self.inner.request.body()).ok()?;
        serde_json::from_str(params.meta.get(key)?.get()).ok()
    }

    /// Reports how far the call has come, if the client asked for it. A value that doesn't increase
    /// is ignored. If reports come faster than the client reads or the limit allows, some are left
    /// out, but not the last one. Over stdio, reports that are still unsent when the answer is
    /// ready are left out, since some clients treat later ones as a violation of the protocol.
    ///
    /// ```
    /// use mcp_runtime::Progress;
    /// use mcp_runtime::testing::TestCall;
    ///
    /// let call = TestCall::new();
    /// call.context().progress((3, 10)); // 3 of 10
    /// call.context().progress(Progress::new(4.5).total(10.0).message("reading b.csv"));
    /// call.context().progress((2, 10)); // passed over
    /// let sent = call.notifications();
    /// assert_eq!(sent.len(), 2);
    /// assert_eq!(sent[1]["params"]["message"], "reading b.csv");
    /// ```
    pub fn progress(&self, progress: impl Into<Progress>) {
        self.inner.emitter.progress(&progress.into());
    }

    /// Sends a log message to the client, if the client asked for messages of this level.
    ///
    /// The client's user can read it: no secrets, no internals. For the operator, use `tracing`.
    /// The protocol keeps this feature for compatibility and marks it deprecated.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::TestCall;
    ///
    /// let call = TestCall::new().with_log_level(LogLevel::Info);
    /// let cx = call.context();
    /// cx.log(LogLevel::Debug, "too fine for this client");
    /// cx.log(LogLevel::Warning, json!({ "skipped": 3 })); // any data that serde can write
    /// cx.log_as("importer", LogLevel::Info, "done");
    /// let sent = call.notifications();
    /// assert_eq!(sent[0]["params"], json!({ "level": "warning", "data": { "skipped": 3 } }));
    /// assert_eq!(sent[1]["params"]["logger"], "importer");
    /// ```
    pub fn log(&self, level: LogLevel, data: impl Serialize) {
        self.inner.emitter.log(level, None, &data);
    }

    /// Sends a log message under a logger's name; see [`log`](Self::log).
    pub fn log_as(&self, logger: &str, level: LogLevel, data: impl Serialize) {
        self.inner.emitter.log(level, Some(logger), &data);
    }

    /// Whether the client has gone away, or the call has run out of time. Useful in `blocking`
    /// tools and in shielded futures; all other code is dropped at its next `await`.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// /// Find the next prime number.
    /// #[mcp_tool(read_only, blocking)]
    /// fn next_prime(after: u32, cx: Context) -> Result<u32, ToolError> {
    ///     let mut numbers = (after + 1..).take_while(|_| !cx.is_cancelled());
    ///     let prime = numbers.find(|n| (2..*n).take_while(|d| d * d <= *n).all(|d| n % d != 0));
    ///     prime.ok_or_else(|| ToolError::new("That took too long"))
    /// }
    /// ```
    pub fn is_cancelled(&self) -> bool {
        self.inner.emitter.cancelled().is_cancelled()
    }

    /// Resolves when [`is_cancelled`](Self::is_cancelled) becomes true.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// # async fn convert() {}
    /// /// Convert a film.
    /// #[mcp_tool]
    /// async fn convert_film(cx: Context) -> &'static str {
    ///     let watched = cx.clone();
    ///     cx.shield(async move {
    ///         tokio::select! {
    ///             () = convert() => "converted",
    ///             () = watched.cancelled() => "what was half done is cleared away",
    ///         }
    ///     })
    ///     .await
    /// }
    /// ```
    pub async fn cancelled(&self) {
        self.inner.emitter.cancelled().cancelled().await;
    }

    /// Runs a future to its end, even if the call is cancelled meanwhile. A shutdown waits for the
    /// future, within its deadline, and until then it counts as a [running
    /// call](crate::Server::max_calls).
    ///
    /// A panic in the future is a panic here.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// # async fn withdraw(_: u32) {}
    /// # async fn deposit(_: u32) {}
    /// /// Move money from one account to the other.
    /// #[mcp_tool]
    /// async fn transfer(amount: u32, cx: Context) {
    ///     cx.shield(async move {
    ///         withdraw(amount).await;
    ///         deposit(amount).await; // also if the client has gone away meanwhile
    ///     })
    ///     .await;
    /// }
    /// ```
    pub async fn shield<F>(&self, future: F) -> F::Output
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        let held = self.inner.permit.held();
        let shielded = async move {
            let _held = held;
            future.await
        };
        match self.inner.tasks.spawn(shielded).await {
            Ok(output) => output,
            Err(e) => match e.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime is shutting down, and takes this call with it.
                Err(_) => std::future::pending().await,
            },
        }
    }
}
