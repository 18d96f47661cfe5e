use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use tokio_util::task::TaskTracker;

use crate::call::{Context, ItemName, Promised, RequestData};
use crate::in_process::{declared, with_capability};
use crate::protocol::{ClientCapability, LogLevel, Message};
use crate::response::Emitter;

/// A call that never came: what a function takes beside its arguments, for a unit test that calls
/// the function itself.
///
/// It asks for progress but not for logs, and declares no capabilities, until told otherwise. What
/// else a function may take can be made without it: `State(…)`,
/// [`Principal::new`](crate::Principal::new), [`HttpParts`](crate::HttpParts),
/// [`CompletionContext::new`](crate::CompletionContext::new), [`Handles::for_tests`](crate::Handles::for_tests)
/// and [`Notify::for_tests`](crate::Notify::for_tests).
///
/// ```
/// use mcp_runtime::prelude::*;
/// use mcp_runtime::testing::TestCall;
///
/// /// Count down.
/// #[mcp_tool]
/// fn count_down(from: u32, cx: Context) -> Result<&'static str, ToolError> {
///     for done in 1..=from {
///         if cx.is_cancelled() {
///             return Err(ToolError::new("Stopped"));
///         }
///         cx.progress((done, from));
///     }
///     Ok("liftoff")
/// }
///
/// let call = TestCall::new();
/// assert_eq!(count_down(3, call.context()).unwrap(), "liftoff");
/// assert_eq!(call.notifications()[2]["params"]["progress"], 3.0);
///
/// call.cancel();
/// assert!(count_down(3, call.context()).is_err());
/// ```
#[derive(Clone, Debug)]
pub struct TestCall {
    name: String,
    meta: Map<String, Value>,
    emitter: Arc<Emitter>,
}

impl Default for TestCall {
    fn default() -> Self {
        Self::new()
    }
}

impl TestCall {
    /// A call of a tool named `test`.
    pub fn new() -> Self {
        let mut meta = declared();
        meta.insert("progressToken".into(), json!(1));
        Self::with(meta, "test".into())
    }

    fn with(meta: Map<String, Value>, name: String) -> Self {
        let mut call = Self {
            name,
            meta,
            emitter: Arc::default(),
        };
        let data = call.data();
        call.emitter = Arc::new(data.emitter());
        call
    }

    /// Of a tool or prompt of this name.
    ///
    /// ```
    /// use mcp_runtime::protocol::ClientCapability;
    /// use mcp_runtime::serde_json::json;
    /// use mcp_runtime::testing::TestCall;
    ///
    /// let cx = TestCall::new()
    ///     .named("import")
    ///     .with_capability(ClientCapability::Elicitation)
    ///     .with_meta("com.example/dry-run", json!(true))
    ///     .context();
    /// assert_eq!(cx.name(), "import");
    /// assert!(cx.supports(ClientCapability::Elicitation));
    /// assert_eq!(cx.meta("com.example/dry-run"), Some(true));
    /// ```
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self::with(self.meta, name.into())
    }

    /// By a client that declares this capability.
    #[must_use]
    pub fn with_capability(mut self, capability: ClientCapability) -> Self {
        with_capability(&mut self.meta, capability);
        Self::with(self.meta, self.name)
    }

    /// By a client that wants log messages of this level and above.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::testing::TestCall;
    ///
    /// let call = TestCall::new().with_log_level(LogLevel::Warning);
    /// call.context().log(LogLevel::Info, "all is well");
    /// call.context().log(LogLevel::Error, "the disk is full");
    /// let sent = call.notifications();
    /// assert_eq!(sent.len(), 1);
    /// assert_eq!(sent[0]["params"]["data"], "the disk is full");
    /// ```
    #[must_use]
    pub fn with_log_level(self, level: LogLevel) -> Self {
        self.with_meta("io.modelcontextprotocol/logLevel", json!(level))
    }

    /// With this entry in the request's `_meta`.
    #[must_use]
    pub fn with_meta(mut self, key: impl Into<String>, value: Value) -> Self {
        self.meta.insert(key.into(), value);
        Self::with(self.meta, self.name)
    }

    /// The context that the function would get.
    pub fn context(&self) -> Context {
        Context::new(
            ItemName::Shared(self.name.as_str().into()),
            self.data(),
            self.emitter.clone(),
            TaskTracker::new(),
            Promised::default(),
        )
    }

    /// Returns the messages sent to the client by any of its contexts since the last call of this.
    pub fn notifications(&self) -> Vec<Value> {
        std::iter::from_fn(|| self.emitter.pop())
            .filter_map(|message| serde_json::from_str(&message).ok())
            .collect()
    }

    /// The client goes away.
    pub fn cancel(&self) {
        self.emitter.cancelled().cancel();
    }

    fn data(&self) -> RequestData {
        let params = json!({ "name": self.name, "_meta": self.meta });
        let body = Bytes::from(
            json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params })
                .to_string(),
        );
        match Message::parse(&body) {
            Ok(Message::Request(request)) => RequestData::new(&body, &request),
            Ok(Message::Notification(_)) => unreachable!("it has an id"),
            Err((refusal, _)) => panic!(
                "no such call can come: {}",
                refusal.to_json(None).escape_ascii()
            ),
        }
    }
}
