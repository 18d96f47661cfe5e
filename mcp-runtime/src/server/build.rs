use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

#[cfg(feature = "rate-limit")]
use super::Rate;
use super::core::Parts;
use super::dynamic::{DynamicPrompts, DynamicResources, DynamicTools, Listers};
use super::readiness::Check;
use super::visibility::Mask;
use super::{Around, Core, Middleware, ServerDefinition, Settings, Visibility};
use crate::input::StateKeys;
use crate::store::{MemoryStore, SharedStore, Store};
use crate::subscription::{Bus, Line, LocalBus, Notify};

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
pub struct Server<S: 'static> {
    definition: &'static ServerDefinition<S>,
    state: S,
    pub(crate) settings: Settings,
    line: Arc<Line>,
    /// In memory unless set.
    store: Option<SharedStore>,
    /// Whether the bus was set, and is not the store's.
    own_bus: bool,
    /// Whether somebody can publish changes outside of calls.
    notifies: bool,
    closer: Closer,
    pub(super) middleware: Vec<Arc<dyn Around>>,
    mask: Arc<Mask>,
    listers: Listers<S>,
}

impl<S: fmt::Debug> fmt::Debug for Server<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { definition, state, settings, line: _, store: _, own_bus: _, notifies: _, closer: _, middleware: _, mask: _, listers: _ } =
            self;
        f.debug_struct("Server").field("name", &definition.name).field("state", state).field("settings", settings).finish_non_exhaustive()
    }
}

impl<S: Send + Sync + 'static> Server<S> {
    /// A server from its tables. `mcp_server!` calls this in the `new` that it writes.
    pub fn new(definition: &'static ServerDefinition<S>, state: S) -> Self {
        Self {
            definition,
            state,
            settings: Settings::default(),
            line: Arc::new(Line::new(LocalBus::default())),
            store: None,
            own_bus: false,
            notifies: false,
            closer: Closer::default(),
            middleware: Vec::new(),
            mask: Arc::new(Mask::new(definition)),
            listers: Listers::default(),
        }
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
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// let server = Hello::new().allow_origin("https://app.example.com").allow_host("mcp.example.com");
    /// # let _ = server;
    /// ```
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
        self.settings.silence = silence;
        self
    }

    /// How long calls in flight may go on once a shutdown began; 10 seconds unless set.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// # use std::time::Duration;
    /// // Below the time that an orchestrator waits before it kills the process.
    /// let server = Hello::new().shutdown_deadline(Duration::from_secs(25));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn shutdown_deadline(mut self, deadline: Duration) -> Self {
        self.settings.shutdown_deadline = deadline;
        self
    }

    /// Sends lists in pages of so many items; in one piece unless set.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// # use std::time::Duration;
    /// let server = Hello::new().page_size(100).list_ttl(Duration::from_secs(3600));
    /// # let _ = server;
    /// ```
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

    /// The keys that seal the state of questions, which the client carries from a question to its answer. Instances that stand
    /// for one server share them; without them each process has a key of its own, and no other takes its state.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// use mcp_runtime::input::StateKeys;
    ///
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # fn run() -> mcp_runtime::Result<()> {
    /// // One made by `openssl rand -base64 32`, and the one before it until its last state has expired.
    /// let server = Hello::new().state_keys(StateKeys::parse(&std::env::var("MCP_STATE_KEYS")?)?);
    /// # let _ = server;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn state_keys(mut self, keys: StateKeys) -> Self {
        self.settings.state_keys = Some(keys);
        self
    }

    /// How long a question may wait for its answer; 10 minutes unless set. A question that is asked again in the course of it
    /// gets no more time.
    #[must_use]
    pub fn question_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.question_lifetime = lifetime;
        self
    }

    /// How many clients may listen for changes at a time; 10,000 unless set.
    #[must_use]
    pub fn max_subscriptions(mut self, subscriptions: usize) -> Self {
        self.settings.max_subscriptions = subscriptions;
        self
    }

    /// How many calls may run at a time, of tools, prompts, resources and completions together; 1,024 unless set. Beyond that a
    /// call is refused at once: HTTP status 503 with `Retry-After`, and a JSON-RPC error with code 503 whose `data.retryAfterMs`
    /// says when to try again. `#[mcp_tool(concurrency = 2)]` is the same for one tool.
    ///
    /// A call runs until its answer is there. What outlives it keeps its room: a `blocking` tool whose call took too long or
    /// whose client went away, and what [`Context::shield`](crate::Context::shield) protects.
    #[must_use]
    pub fn max_calls(mut self, calls: usize) -> Self {
        self.settings.max_calls = calls;
        self
    }

    /// How often each caller may call tools, and ask for completions; as often as they like unless set. Beyond that a call is
    /// refused at once: HTTP status 429 with `Retry-After`, and a JSON-RPC error with code 429 whose `data.retryAfterMs` says when
    /// to try again. `#[mcp_tool(rate = "10/min")]` is the same for one tool, beside this one.
    ///
    /// A caller is a [`Principal`](crate::Principal); if anonymous, an IP address (of IPv6, its network of 64 bits); over stdio, the one
    /// client. [`serve`](Self::serve) knows addresses. A router in an application of your own knows them if it is served with
    /// `into_make_service_with_connect_info::<SocketAddr>()`; otherwise all who are anonymous share one allowance. See
    /// [deploying](crate::guide::deploying#limits).
    ///
    /// ```
    /// use mcp_runtime::Rate;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let server = Hello::new().rate_limit(Rate::per_minute(600).burst(100)).max_calls(200);
    /// # let _ = server;
    /// ```
    #[cfg(feature = "rate-limit")]
    #[must_use]
    pub fn rate_limit(mut self, rate: Rate) -> Self {
        self.settings.rate_limit = Some(rate);
        self
    }

    /// The origin that hosts show this server's views under, for hosts that ask for one; none unless set. What it looks like is
    /// each host's own affair: its documentation says, and a value for one host is of no use to another.
    #[must_use]
    pub fn app_domain(mut self, domain: impl Into<String>) -> Self {
        self.settings.app_domain = Some(domain.into());
        self
    }

    /// Where the state behind handles is kept; in a [`MemoryStore`] unless set. Its bus becomes the server's, unless
    /// [`bus`](Self::bus) sets another.
    ///
    /// A store that outlives the process needs [`state_keys`](Self::state_keys) that do, too: the server doesn't start without.
    /// [`store::open`](crate::store::open) gives the one that a URL names, as `--store` does on the command line.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// use mcp_runtime::store::MemoryStore;
    ///
    /// let server = Hello::new().store(MemoryStore::new().max_records(100_000));
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn store(mut self, store: impl Store) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// What carries changes to the subscribers of all instances; of this one alone unless set, or unless the store has one.
    #[must_use]
    pub fn bus(mut self, bus: impl Bus) -> Self {
        self.line.set(bus);
        self.own_bus = true;
        self
    }

    /// Puts something around every call; see [`Middleware`]. The first one is the outermost.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middleware.push(Arc::new(middleware));
        self
    }

    /// Tells subscribers of changes that happen outside of calls.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_resource("hello://world")]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", resources: [hello] } }
    /// let mut server = Hello::new();
    /// let notify = server.notify();
    /// std::thread::spawn(move || notify.resource_updated("hello://world"));
    /// ```
    pub fn notify(&mut self) -> Notify {
        self.notifies = true;
        Notify::new(self.line.clone())
    }

    /// Switches tools, prompts and resources off and on while the server runs; see [`Visibility`].
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// let mut server = Hello::new();
    /// let visibility = server.visibility();
    /// visibility.hide_tool("hello")?;
    /// std::thread::spawn(move || visibility.show_tool("hello"));
    ///
    /// let mistake = server.visibility().hide_tool("helo").unwrap_err();
    /// assert_eq!(mistake.to_string(), "the server has no tool `helo`; did you mean `hello`?");
    /// # Ok::<(), mcp_runtime::Error>(())
    /// ```
    pub fn visibility(&mut self) -> Visibility {
        self.notifies = true;
        Visibility::new(self.mask.clone())
    }

    /// Lists and calls tools that are not known at compile time; see [`DynamicTools`]. The last one that is set counts.
    #[must_use]
    pub fn dynamic_tools(mut self, tools: impl DynamicTools<S>) -> Self {
        self.listers.tools = Some(Arc::new(tools));
        self
    }

    /// Lists and gives prompts that are not known at compile time; see [`DynamicPrompts`]. The last one that is set counts.
    #[must_use]
    pub fn dynamic_prompts(mut self, prompts: impl DynamicPrompts<S>) -> Self {
        self.listers.prompts = Some(Arc::new(prompts));
        self
    }

    /// Lists and reads resources that are not known at compile time; see [`DynamicResources`]. The last one that is set counts.
    #[must_use]
    pub fn dynamic_resources(mut self, resources: impl DynamicResources<S>) -> Self {
        self.listers.resources = Some(Arc::new(resources));
        self
    }

    /// Ends the streams of those who listen for changes, which would go on for ever. [`serve`](Self::serve) does so by itself;
    /// this is for a router that is mounted in another program, whose graceful shutdown would wait for them. From then on,
    /// `/readyz` says that the server takes no calls.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// let server = Hello::new();
    /// let closer = server.closer();
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:8000").await?;
    /// axum::serve(listener, server.into_router())
    ///     .with_graceful_shutdown(async move {
    ///         let _ = tokio::signal::ctrl_c().await;
    ///         closer.close();
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn closer(&self) -> Closer {
        self.closer.clone()
    }

    /// Builds everything that is sent as it is, and says what no client could use.
    pub(crate) fn build(self) -> Result<Arc<Core<S>>, StartError> {
        let Self { definition, state, mut settings, line, store, own_bus, notifies, closer, middleware, mask, listers } = self;
        let store = store.unwrap_or_else(|| Arc::new(MemoryStore::new()));
        if let Some(bus) = store.bus().filter(|_| !own_bus) {
            line.set(bus);
        }
        if store.outlives_the_process() {
            let checked = store.clone();
            settings.ready_checks.push(Check::new("store", move || {
                let store = checked.clone();
                async move { store.ping().await }
            }));
        }
        let parts = Parts { settings, line, store, notifies, closing: closer.0, middleware, mask, listers };
        Core::new(definition, state, parts).map_err(|reasons| StartError { server: definition.name, reasons })
    }

    /// Says what would keep the server from starting: schemas that no client accepts, headers that the routing table
    /// doesn't know.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    ///
    /// // In a test, so that a schema which no client takes is found before it is deployed.
    /// Hello::new().check()?;
    /// # Ok::<(), mcp_runtime::StartError>(())
    /// ```
    pub fn check(self) -> Result<(), StartError> {
        self.build().map(drop)
    }
}

/// Ends streams that would go on for ever; see [`Server::closer`].
#[derive(Clone, Debug, Default)]
pub struct Closer(CancellationToken);

impl Closer {
    /// Ends them. Whoever comes to listen from now on gets an end at once.
    pub fn close(&self) {
        self.0.cancel();
    }
}

/// Why a server can't start, with all reasons.
///
/// ```
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
///
/// # use mcp_runtime::StartError;
/// let error: StartError = Hello::new().path("mcp").check().unwrap_err();
/// assert_eq!(error.reasons(), ["the path `mcp` must be a plain one, such as `/mcp`"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartError {
    server: &'static str,
    reasons: Vec<String>,
}

impl StartError {
    /// For this reason alone.
    #[cfg(feature = "http")]
    pub(crate) fn new(server: &'static str, reason: &str) -> Self {
        Self { server, reasons: vec![reason.to_owned()] }
    }

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
