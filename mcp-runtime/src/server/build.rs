use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderName;
use tokio_util::task::TaskTracker;

use super::lists::{self, Fixed, Pages};
use super::{ServerDefinition, Settings};
use crate::schema::InputSchema;

/// A server: what `mcp_server!` declared, with its state and its settings.
///
/// Safe by default: it talks to loopback only, in `Host` and `Origin`, until told otherwise.
///
/// ```
/// # use std::time::Duration;
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// let app: axum::Router = Hello::new()
///     .allow_host("mcp.example.com")
///     .call_timeout(Duration::from_secs(10))
///     .into_router();
/// # let _ = app;
/// ```
#[derive(Debug)]
pub struct Server<S: 'static> {
    definition: &'static ServerDefinition<S>,
    state: S,
    pub(crate) settings: Settings,
}

impl<S: Send + Sync + 'static> Server<S> {
    /// A server from its tables. `mcp_server!` calls this in the `new` that it writes.
    pub fn new(definition: &'static ServerDefinition<S>, state: S) -> Self {
        Self { definition, state, settings: Settings::default() }
    }

    /// What the server was declared as.
    pub fn definition(&self) -> &'static ServerDefinition<S> {
        self.definition
    }

    /// Also accepts requests whose `Host` is `host`; without a port, on any port.
    #[must_use]
    pub fn allow_host(mut self, host: impl Into<String>) -> Self {
        self.settings.hosts.add(host.into());
        self
    }

    /// Accepts any `Host`. Only behind a proxy that checks it: a web page could otherwise reach a server on its
    /// visitor's machine (DNS rebinding).
    #[must_use]
    pub fn allow_any_host(mut self) -> Self {
        self.settings.hosts = super::settings::Allowed::Any;
        self
    }

    /// Also accepts requests from web pages of `origin`, such as `https://app.example.com`.
    #[must_use]
    pub fn allow_origin(mut self, origin: impl Into<String>) -> Self {
        self.settings.origins.add(origin.into());
        self
    }

    /// Accepts requests from web pages of any origin. Not without authentication.
    #[must_use]
    pub fn allow_any_origin(mut self) -> Self {
        self.settings.origins = super::settings::Allowed::Any;
        self
    }

    /// The path of the MCP endpoint; `/mcp` unless set.
    #[must_use]
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.settings.path = path.into();
        self
    }

    /// The greatest body of a request in bytes; 4 MiB unless set. A larger one is refused with status 413.
    #[must_use]
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.settings.body_limit = bytes;
        self
    }

    /// How long a call may take, unless its tool says otherwise; 60 seconds unless set.
    #[must_use]
    pub fn call_timeout(mut self, timeout: Duration) -> Self {
        self.settings.call_timeout = timeout;
        self
    }

    /// How long a call may be silent before its answer becomes a stream with comments that keep it alive; 15 seconds
    /// unless set. Set it below the read timeout of the proxy in front.
    #[must_use]
    pub fn keep_alive(mut self, silence: Duration) -> Self {
        self.settings.silence = silence.min(Duration::from_secs(24 * 3600));
        self
    }

    /// How long calls in flight may go on once a shutdown began; 10 seconds unless set.
    #[must_use]
    pub fn shutdown_deadline(mut self, deadline: Duration) -> Self {
        self.settings.shutdown_deadline = deadline;
        self
    }

    /// Sends lists in pages of so many items; in one piece unless set.
    #[must_use]
    pub fn page_size(mut self, items: usize) -> Self {
        self.settings.page_size = Some(items);
        self
    }

    /// How long a client may keep a list before it asks again (`ttlMs`); 5 minutes unless set.
    #[must_use]
    pub fn list_ttl(mut self, ttl: Duration) -> Self {
        self.settings.list_ttl = ttl;
        self
    }

    /// Builds everything that is sent as it is, and says what no client could use.
    pub(crate) fn build(self) -> Result<Arc<Core<S>>, StartError> {
        let Self { definition, state, settings } = self;
        let mut reasons = Vec::new();
        let mut tools = Vec::with_capacity(definition.tools.len());
        let mut listed = Vec::with_capacity(definition.tools.len());
        for entry in definition.tools() {
            let name = if entry.prefix.is_empty() { Cow::Borrowed(entry.meta.name) } else { Cow::Owned(entry.name()) };
            if name.len() > 64 {
                reasons.push(format!("`{name}`: with its prefix the name is longer than 64 characters"));
            }
            match (entry.define)(&name) {
                Ok(tool) => {
                    let headers = entry.params.iter().filter_map(|p| {
                        let shown = format!("Mcp-Param-{}", p.header?);
                        let name = HeaderName::try_from(shown.as_str()).ok()?;
                        Some(MirroredParam { name, shown, argument: p.name })
                    });
                    listed.push(tool.json);
                    tools.push(PreparedTool { name, input: tool.input, headers: headers.collect() });
                }
                Err(reason) => reasons.push(format!("`{name}` ({}:{}): {reason}", entry.meta.location.file, entry.meta.location.line)),
            }
        }
        if !settings.path.starts_with('/') || settings.path.contains(['{', '}', '*', ':', '?', '#']) {
            reasons.push(format!("the path `{}` must be a plain one, such as `/mcp`", settings.path));
        }
        if !reasons.is_empty() {
            return Err(StartError { server: definition.name, reasons });
        }
        let server_info = lists::server_info(definition);
        let items: Vec<&str> = listed.iter().map(|json| &**json).collect();
        let fixed = || Ok((lists::discover(definition, &settings, &server_info)?, Pages::new("tools", &items, &settings, &server_info)?));
        let (discover, tool_pages) =
            fixed().map_err(|e: serde_json::Error| StartError { server: definition.name, reasons: vec![e.to_string()] })?;
        Ok(Arc::new(Core { definition, state, settings, tools, server_info, discover, tool_pages, tasks: TaskTracker::new() }))
    }

    /// Says what would keep the server from starting: schemas that no client accepts, headers that the routing table
    /// doesn't know.
    pub fn check(self) -> Result<(), StartError> {
        self.build().map(drop)
    }
}

/// A tool, ready to be called.
#[derive(Debug)]
pub(crate) struct PreparedTool {
    pub(super) name: Cow<'static, str>,
    pub(super) input: InputSchema,
    pub(super) headers: Vec<MirroredParam>,
}

/// An argument that a header mirrors.
#[derive(Debug)]
pub(crate) struct MirroredParam {
    pub(super) name: HeaderName,
    /// As the protocol spells it.
    pub(super) shown: String,
    pub(super) argument: &'static str,
}

/// A server that runs: what all requests share.
#[derive(Debug)]
pub(crate) struct Core<S: 'static> {
    definition: &'static ServerDefinition<S>,
    state: S,
    settings: Settings,
    /// In the order of the table.
    tools: Vec<PreparedTool>,
    server_info: String,
    discover: Fixed,
    tool_pages: Pages,
    /// What must end before the process does.
    tasks: TaskTracker,
}

impl<S: 'static> Core<S> {
    pub(crate) fn definition(&self) -> &'static ServerDefinition<S> {
        self.definition
    }

    pub(crate) fn state(&self) -> &S {
        &self.state
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(crate) fn tool(&self, position: usize) -> &PreparedTool {
        &self.tools[position]
    }

    pub(crate) fn server_info(&self) -> &str {
        &self.server_info
    }

    pub(super) fn discover(&self) -> &Fixed {
        &self.discover
    }

    pub(super) fn tool_pages(&self) -> &Pages {
        &self.tool_pages
    }

    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }
}

/// Why a server can't start, with all reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    server: &'static str,
    reasons: Vec<String>,
}

impl StartError {
    /// Each reason on its own.
    pub fn reasons(&self) -> &[String] {
        &self.reasons
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server `{}` can't start:", self.server)?;
        self.reasons.iter().try_for_each(|reason| write!(f, "\n  - {reason}"))
    }
}

impl std::error::Error for StartError {}
