use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use super::filter::LONGEST;
use super::{Bus, Change, LocalBus};
use crate::params::{Injected, Principal};

/// Tells subscribers that something has changed. Any function can take it as a parameter; use
/// [`Server::notify`](crate::Server::notify) for changes outside of calls.
///
/// It never waits, and a slow subscriber delays nobody.
///
/// ```
/// use mcp_runtime::prelude::*;
///
/// /// Rename a note.
/// #[mcp_tool]
/// fn rename_note(
///     /// Its name
///     name: String,
///     notify: Notify,
/// ) -> &'static str {
///     notify.resource_updated(format!("notes:///{name}"));
///     "renamed"
/// }
/// ```
#[derive(Clone)]
pub struct Notify(Arc<Line>);

/// The bus that a server publishes on, which may be set after somebody has taken a [`Notify`].
pub(crate) struct Line(RwLock<Arc<dyn Bus>>);

impl Line {
    pub(crate) fn new(bus: impl Bus) -> Self {
        Self(RwLock::new(Arc::new(bus)))
    }

    pub(crate) fn set(&self, bus: impl Bus) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(bus);
    }

    pub(crate) fn bus(&self) -> Arc<dyn Bus> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Notify {
    /// For a unit test of a function that takes a `Notify`: only `heard` receives the changes.
    ///
    /// ```
    /// use std::sync::{Arc, Mutex};
    ///
    /// use mcp_runtime::Notify;
    /// use mcp_runtime::subscription::Change;
    ///
    /// let heard = Arc::new(Mutex::new(Vec::new()));
    /// let hearing = heard.clone();
    /// let notify = Notify::for_tests(move |change| hearing.lock().unwrap().push(change.clone()));
    /// notify.tools_changed();
    /// assert_eq!(*heard.lock().unwrap(), [Change::ToolsChanged]);
    /// ```
    pub fn for_tests(heard: impl Fn(&Change) + Send + Sync + 'static) -> Self {
        let bus = LocalBus::default();
        bus.attach(Box::new(heard));
        Self(Arc::new(Line::new(bus)))
    }

    pub(crate) fn new(line: Arc<Line>) -> Self {
        Self(line)
    }

    /// The list of tools has changed.
    pub fn tools_changed(&self) {
        self.0.bus().publish(Change::ToolsChanged);
    }

    /// The list of prompts has changed.
    pub fn prompts_changed(&self) {
        self.0.bus().publish(Change::PromptsChanged);
    }

    /// The list of resources has changed.
    pub fn resources_changed(&self) {
        self.0.bus().publish(Change::ResourcesChanged);
    }

    /// The contents of the resource with this URI have changed.
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    /// use mcp_runtime::protocol::encode_uri_segment;
    ///
    /// /// Rename a note.
    /// #[mcp_tool]
    /// fn rename(from: String, to: String, notify: Notify) {
    ///     notify.resource_updated(format!("notes:///{}", encode_uri_segment(&from)));
    ///     notify.resource_updated(format!("notes:///{}", encode_uri_segment(&to)));
    ///     notify.resources_changed();
    /// }
    /// ```
    pub fn resource_updated(&self, uri: impl Into<String>) {
        self.publish_about(uri.into(), Change::ResourceUpdated);
    }

    /// The contents have changed that this caller finds at the URI. It tells nobody else: for a
    /// resource that isn't the same for all, such as one whose function takes a
    /// [`Principal`](crate::Principal).
    ///
    /// ```
    /// use mcp_runtime::prelude::*;
    ///
    /// /// Replace your notes.
    /// #[mcp_tool]
    /// fn replace(text: String, principal: Principal, notify: Notify) -> usize {
    ///     // … and here they are kept, for this caller
    ///     notify.resource_updated_for(&principal, "notes:///mine");
    ///     text.len()
    /// }
    /// ```
    pub fn resource_updated_for(&self, principal: &Principal, uri: impl Into<String>) {
        let caller = principal.id().map(str::to_owned);
        self.publish_about(uri.into(), |uri| Change::ResourceUpdatedFor { uri, caller });
    }

    fn publish_about(&self, uri: String, change: impl FnOnce(String) -> Change) {
        // A model may have made it up, and a shared bus keeps it.
        if uri.len() > LONGEST {
            tracing::warn!(
                bytes = uri.len(),
                "a resource whose URI nobody can have subscribed to has changed: nobody is told"
            );
            return;
        }
        self.0.bus().publish(change(uri));
    }

    /// Tells whoever waits for it, on any instance.
    #[allow(dead_code, reason = "the methods of tasks come to use it")]
    pub(crate) fn signal(&self, name: String) {
        self.0.bus().publish(Change::Signal(name));
    }

    /// Waits until everything published so far has been [sent](Bus::flush) to other instances.
    /// [`serve`](crate::Server::serve) and stdio do this before they end. Call it in a program that
    /// serves a [router](crate::Server::into_router), or that ends by itself.
    ///
    /// ```
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { pub Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run(listener: tokio::net::TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> mcp_runtime::Result<()> {
    /// let mut server = Hello::new();
    /// let notify = server.notify();
    /// axum::serve(listener, server.into_router()).with_graceful_shutdown(stop).await?;
    /// // What the last calls changed.
    /// notify.flush().await;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn flush(&self) {
        let bus = self.0.bus();
        bus.flush().await;
    }
}

impl fmt::Debug for Notify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Notify")
    }
}

impl Injected for Notify {
    const NOTIFIES: bool = true;
}
