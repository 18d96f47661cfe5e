use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::core::Parts;
use super::dynamic::{DynamicPrompts, DynamicResources, DynamicTools, Listers};
use super::shutdown::ShutdownHandle;
use super::state::ServerState;
use super::telemetry::Sink;
use super::{Core, DynMiddleware, Middleware, ServerDefinition, Settings, StartError, start_check};
use crate::call::{Mask, Visibility};
use crate::store::{MemoryStore, SharedStore, Store};
use crate::subscription::{Bus, Line, LocalBus, Notify};
use crate::task::{AnyDispatch, Dispatch, LocalDispatch};

/// A server: what `mcp_server!` declared, with its state and its settings. The name that
/// `mcp_server!` gives is an alias of this type.
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
pub struct Server<S: 'static, D> {
    definition: &'static ServerDefinition<S>,
    pub(super) state: ServerState<S>,
    pub(crate) settings: Settings,
    line: Arc<Line>,
    /// In memory unless set.
    store: Option<SharedStore>,
    /// Whether the bus was set, and is not the store's.
    own_bus: bool,
    /// Whether somebody can publish changes outside of calls.
    notifies: bool,
    /// Whether somebody can hide items outside of calls.
    hides: bool,
    shutdown_handle: ShutdownHandle,
    pub(super) middleware: Vec<Arc<dyn DynMiddleware>>,
    /// The readers of what is measured.
    pub(super) sinks: Vec<Arc<dyn Sink>>,
    mask: Arc<Mask>,
    pub(super) listers: Listers<S>,
    declared: PhantomData<fn() -> D>,
    dispatch: Option<Arc<dyn AnyDispatch>>,
}

impl<S: fmt::Debug, D> fmt::Debug for Server<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            definition,
            state,
            settings,
            line: _,
            store: _,
            own_bus: _,
            notifies: _,
            hides: _,
            shutdown_handle: _,
            middleware: _,
            sinks: _,
            mask: _,
            listers: _,
            dispatch: _,
            declared: _,
        } = self;
        f.debug_struct("Server")
            .field("name", &definition.name)
            .field("state", state)
            .field("settings", settings)
            .finish_non_exhaustive()
    }
}

impl<S: Send + Sync + 'static, D: 'static> Server<S, D> {
    /// A server from its tables.
    pub(super) fn of(definition: &'static ServerDefinition<S>, state: ServerState<S>) -> Self {
        Self {
            definition,
            state,
            settings: Settings::default(),
            line: Arc::new(Line::new(LocalBus::default())),
            store: None,
            own_bus: false,
            notifies: false,
            hides: false,
            shutdown_handle: ShutdownHandle::default(),
            middleware: Vec::new(),
            sinks: Vec::new(),
            mask: Arc::new(Mask::new(definition)),
            listers: Listers::default(),
            dispatch: None,
            declared: PhantomData,
        }
    }

    /// Returns the server's declaration.
    pub fn definition(&self) -> &'static ServerDefinition<S> {
        self.definition
    }

    /// Where the state behind handles is kept; in a [`MemoryStore`] unless set. Its bus becomes the
    /// server's, unless [`bus`](Self::bus) sets another.
    ///
    /// A store that outlives the process needs [`sealing_keys`](Self::sealing_keys) that do, too: the
    /// server doesn't start without. [`store::open`](crate::store::open) gives the one that a URL
    /// names, as `--store` does on the command line.
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

    /// Sets the bus that carries changes to the subscribers of all instances. Unless set, it is the
    /// store's; without one, changes reach the subscribers of this instance alone.
    #[must_use]
    pub fn bus(mut self, bus: impl Bus) -> Self {
        self.line.set(bus);
        self.own_bus = true;
        self
    }

    /// The engine that brings the work of tasks to workers; a [`LocalDispatch`] unless set, which
    /// works in this process.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::task::LocalDispatch;
    ///
    /// /// Count the words of a text.
    /// #[mcp_tool(read_only, task)]
    /// async fn count_words(text: String) -> usize {
    ///     text.split_whitespace().count()
    /// }
    ///
    /// mcp_server! { Words { name: "words", version: "1.0.0", tools: [count_words] } }
    ///
    /// let server = Words::new().dispatch(LocalDispatch::default());
    /// # let _ = server;
    /// ```
    #[must_use]
    pub fn dispatch(mut self, dispatch: impl Dispatch) -> Self {
        self.dispatch = Some(Arc::new(dispatch));
        self
    }

    /// The engine that comes with a store, unless the program has set one.
    #[cfg(all(
        feature = "cli",
        any(feature = "tasks-postgres", feature = "tasks-redis")
    ))]
    pub(crate) fn dispatch_unless_set(self, dispatch: impl Dispatch) -> Self {
        match self.dispatch {
            Some(_) => self,
            None => self.dispatch(dispatch),
        }
    }

    /// Whether it has tasks, and nothing but itself to bring their work.
    #[cfg(all(feature = "cli", feature = "tasks-postgres"))]
    pub(crate) fn lacks_engine(&self) -> bool {
        self.dispatch.is_none() && self.definition.has_tasks()
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
        self.hides = true;
        Visibility::new(self.mask.clone())
    }

    /// Lists and calls tools that are not known at compile time; see [`DynamicTools`]. The last one
    /// that is set counts.
    #[must_use]
    pub fn dynamic_tools(mut self, tools: impl DynamicTools<S>) -> Self {
        self.listers.tools = Some(Arc::new(tools));
        self
    }

    /// Lists and gives prompts that are not known at compile time; see [`DynamicPrompts`]. The last
    /// one that is set counts.
    #[must_use]
    pub fn dynamic_prompts(mut self, prompts: impl DynamicPrompts<S>) -> Self {
        self.listers.prompts = Some(Arc::new(prompts));
        self
    }

    /// Lists and reads resources that are not known at compile time; see [`DynamicResources`]. The
    /// last one that is set counts.
    #[must_use]
    pub fn dynamic_resources(mut self, resources: impl DynamicResources<S>) -> Self {
        self.listers.resources = Some(Arc::new(resources));
        self
    }

    /// Ends the streams of those who listen for changes, which would go on for ever.
    /// [`serve`](Self::serve) does so by itself; this is for a router that is mounted in another
    /// program, whose graceful shutdown would wait for them. From then on, `/readyz` says that the
    /// server takes no calls.
    ///
    /// ```no_run
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// let server = Hello::new();
    /// let shutdown_handle = server.shutdown_handle();
    /// let listener = tokio::net::TcpListener::bind("127.0.0.1:8000").await?;
    /// axum::serve(listener, server.into_router())
    ///     .with_graceful_shutdown(async move {
    ///         let _ = tokio::signal::ctrl_c().await;
    ///         shutdown_handle.shutdown();
    ///     })
    ///     .await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn shutdown_handle(&self) -> ShutdownHandle {
        self.shutdown_handle.clone()
    }

    /// Ends with a handle that several servers share: its [`shutdown`](ShutdownHandle::shutdown)
    /// does for each of them what their own [`shutdown_handle`](Self::shutdown_handle) does. Set it
    /// before you take the server's own.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Shop { name: "shop", version: "1.0.0", tools: [hello] } }
    /// # mcp_server! { pub Admin { name: "admin", version: "1.0.0", tools: [hello] } }
    /// use mcp_runtime::Routers;
    /// use mcp_runtime::server::ShutdownHandle;
    ///
    /// let shutdown = ShutdownHandle::new();
    /// let shop = Shop::new().with_shutdown_handle(&shutdown).into_router();
    /// let admin = Admin::new().with_shutdown_handle(&shutdown).path("/admin");
    /// let Routers { endpoint, .. } = admin.into_routers(); // the shop's probes are enough
    /// let app: axum::Router = shop.merge(endpoint);
    /// # let _ = app;
    /// shutdown.shutdown();
    /// ```
    #[must_use]
    pub fn with_shutdown_handle(mut self, handle: &ShutdownHandle) -> Self {
        // A server that ends by itself doesn't end the others.
        self.shutdown_handle = handle.child();
        self
    }

    /// Builds the server, unless the checks at start find a problem.
    pub(crate) fn build(self) -> Result<Arc<Core<S>>, StartError> {
        let Self {
            definition,
            state,
            settings,
            line,
            store,
            own_bus,
            notifies,
            hides,
            shutdown_handle,
            middleware,
            sinks,
            mask,
            listers,
            dispatch,
            declared: _,
        } = self;
        let store = store.unwrap_or_else(|| Arc::new(MemoryStore::new()));
        let dispatch = dispatch.unwrap_or_else(|| Arc::new(LocalDispatch::default()));
        if let Some(bus) = store.bus().filter(|_| !own_bus) {
            line.set(bus);
        }
        #[cfg(feature = "http")]
        let settings = match definition.has_tasks() {
            true => settings.checking_store(&store).checking_dispatch(&dispatch),
            false => settings.checking_store(&store),
        };
        #[cfg(feature = "auth")]
        let settings = settings.with_scopes(&definition.scopes);
        let items = start_check::check(definition, &settings, &store, &*dispatch)?;
        let parts = Parts {
            settings,
            line,
            store,
            notifies,
            hides,
            closing: shutdown_handle.into_token(),
            middleware,
            sinks,
            mask,
            listers,
            dispatch,
        };
        Ok(Core::new(definition, state.ready(), parts, items))
    }

    /// Says what would keep the server from starting: schemas that no client accepts, headers that
    /// the routing table doesn't know.
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
