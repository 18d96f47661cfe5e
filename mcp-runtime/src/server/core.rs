//! A server that runs: what all requests share, made once.

mod assemble;
mod prepare;

pub(super) use prepare::{PreparedItems, prepare};

use std::fmt;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;
#[cfg(feature = "http")]
use tokio_util::task::TaskTracker;

use super::apps::Apps;
use super::catalogue::Catalogue;
use super::completion::Choices;
#[cfg(feature = "legacy")]
use super::derived::Derived;
use super::dynamic::Listers;
#[cfg(feature = "legacy")]
use super::earlier::EarlierClients;
use super::headers::MirroredParam;
use super::limits::Limits;
#[cfg(feature = "legacy")]
use super::limits::PerCaller;
use super::lists::{Fixed, Offers};
use super::middleware::{DynMiddleware, Layers};
use super::tasks::TaskService;
use super::telemetry::{Observer, Sink};
use super::{ServerDefinition, Settings};
#[cfg(feature = "auth")]
use crate::call::Challenges;
use crate::call::{ItemName, Mask, Shared};
#[cfg(feature = "legacy")]
use crate::input::Sealer;
use crate::schema::{InputSchema, NearNames};
use crate::store::SharedStore;
#[cfg(feature = "legacy")]
use crate::subscription::Notify;
use crate::subscription::{Hub, Line};
use crate::task::AnyDispatch;

/// Calls of one caller that may wait for answers at a time, of clients of earlier revisions.
#[cfg(feature = "legacy")]
const MOST_WAITING: usize = 2000;

/// A tool, ready to be called.
#[derive(Debug)]
pub(crate) struct PreparedTool {
    pub(super) name: ItemName,
    pub(super) input: InputSchema,
    pub(super) headers: Vec<MirroredParam>,
    /// Of a tool with tasks, what tells its input schema.
    pub(super) fingerprint: String,
}

/// The names of each kind of item, in the order of the table.
#[derive(Debug)]
pub(super) struct Near {
    pub(super) tools: NearNames,
    pub(super) prompts: NearNames,
    /// The URIs of resources and templates, and then of the tools' views.
    pub(super) resources: NearNames,
}

/// A server that runs.
pub(crate) struct Core<S: 'static> {
    definition: &'static ServerDefinition<S>,
    shared: Arc<Shared<S>>,
    settings: Settings,
    /// In the order of the table.
    tools: Vec<PreparedTool>,
    /// Per prompt, in the order of the table.
    prompt_choices: Vec<Choices>,
    /// Per resource, in the order of the table.
    resource_choices: Vec<Choices>,
    /// The positions of templates, the most specific first.
    templates: Vec<usize>,
    /// All names, for who asks for one that doesn't exist.
    near: Near,
    lists: Lists,
    hub: Arc<Hub>,
    /// Where a tool of it can be run as a task.
    tasks: Option<TaskService>,
    offers: Offers,
    limits: Limits,
    /// Streams that would never end by themselves end with this.
    closing: CancellationToken,
    middleware: Layers,
    observer: Arc<Observer>,
    listers: Listers<S>,
    /// Fixed answers as earlier revisions have them.
    #[cfg(feature = "legacy")]
    derived: Derived,
    #[cfg(feature = "legacy")]
    earlier_clients: Arc<EarlierClients>,
    /// Calls of clients of earlier revisions that wait for answers.
    #[cfg(feature = "legacy")]
    legacy_waiting: PerCaller,
}

/// The parts that a server is built from, beside its tables and its state.
pub(super) struct Parts<S: 'static> {
    pub(super) settings: Settings,
    pub(super) line: Arc<Line>,
    pub(super) store: SharedStore,
    /// Whether somebody can publish changes outside of calls.
    pub(super) notifies: bool,
    /// Whether somebody can hide items outside of calls.
    pub(super) hides: bool,
    pub(super) closing: CancellationToken,
    pub(super) middleware: Vec<Arc<dyn DynMiddleware>>,
    pub(super) sinks: Vec<Arc<dyn Sink>>,
    pub(super) mask: Arc<Mask>,
    pub(super) listers: Listers<S>,
    /// Brings the work of tasks to workers.
    pub(super) dispatch: Arc<dyn AnyDispatch>,
}

/// Answers that are the same for everyone.
pub(crate) struct Lists {
    pub(super) discover: Fixed,
    pub(super) apps: Apps,
    pub(super) catalogue: Arc<Catalogue>,
}

impl<S> fmt::Debug for Core<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("name", &self.definition.name)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl<S: 'static> Core<S> {
    pub(crate) fn definition(&self) -> &'static ServerDefinition<S> {
        self.definition
    }

    /// Returns the data that the server's calls share.
    pub(super) fn shared(&self) -> &Arc<Shared<S>> {
        &self.shared
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.settings
    }

    #[cfg(feature = "auth")]
    pub(crate) fn challenges(&self) -> &Challenges {
        &self.shared.challenges
    }

    pub(crate) fn tool(&self, position: usize) -> &PreparedTool {
        &self.tools[position]
    }

    pub(super) fn near(&self) -> &Near {
        &self.near
    }

    pub(super) fn prompt_choices(&self, position: usize) -> &Choices {
        &self.prompt_choices[position]
    }

    pub(super) fn resource_choices(&self, position: usize) -> &Choices {
        &self.resource_choices[position]
    }

    pub(super) fn templates(&self) -> &[usize] {
        &self.templates
    }

    pub(crate) fn server_info(&self) -> &Arc<str> {
        &self.shared.server_info
    }

    pub(super) fn lists(&self) -> &Lists {
        &self.lists
    }

    pub(crate) fn offers(&self) -> Offers {
        self.offers
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Begins what a server does by itself, where there is a runtime: the work of tasks.
    #[cfg(any(feature = "http", feature = "stdio"))]
    pub(crate) fn begin(self: &Arc<Self>)
    where
        S: Send + Sync,
    {
        if let (Some(tasks), Ok(_)) = (&self.tasks, tokio::runtime::Handle::try_current()) {
            tasks.start(self);
        }
    }

    pub(super) fn tasks_service(&self) -> Option<&TaskService> {
        self.tasks.as_ref()
    }

    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Waits, when all calls have ended, for what they left behind: work that they shielded, and
    /// changes on their way to other instances.
    #[cfg(any(feature = "http", feature = "stdio"))]
    pub(crate) async fn settle(&self) {
        if let Some(tasks) = &self.tasks {
            tasks.stop();
        }
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
        self.shared.notify.flush().await;
    }

    pub(super) fn middleware(&self) -> &Layers {
        &self.middleware
    }

    /// Returns whoever observes requests.
    pub(crate) fn observer(&self) -> &Arc<Observer> {
        &self.observer
    }

    #[cfg(any(feature = "http", feature = "stdio"))]
    pub(crate) fn store(&self) -> &SharedStore {
        &self.shared.handles.store
    }

    pub(super) fn mask(&self) -> &Arc<Mask> {
        &self.shared.mask
    }

    pub(super) fn listers(&self) -> &Listers<S> {
        &self.listers
    }

    #[cfg(feature = "legacy")]
    pub(crate) fn sealer(&self) -> &Arc<Sealer> {
        &self.shared.sealer
    }

    #[cfg(feature = "legacy")]
    pub(crate) fn notify(&self) -> &Notify {
        &self.shared.notify
    }

    #[cfg(all(feature = "legacy", feature = "http"))]
    pub(crate) fn earlier_clients(&self) -> &Arc<EarlierClients> {
        &self.earlier_clients
    }

    /// Counts a client of an earlier revision, and tells whoever counts calls.
    #[cfg(feature = "legacy")]
    pub(crate) fn note_earlier_client(&self, revision: &'static str, name: &str, version: &str) {
        let kind = self.earlier_clients.add(revision, name, version);
        super::middleware::earlier_client(&self.middleware, revision);
        self.observer.earlier_client(kind);
    }

    #[cfg(feature = "legacy")]
    pub(crate) fn legacy_waiting(&self) -> &PerCaller {
        &self.legacy_waiting
    }

    #[cfg(feature = "legacy")]
    pub(crate) fn derived(&self) -> &Derived {
        &self.derived
    }

    #[cfg(feature = "http")]
    pub(crate) fn tasks(&self) -> &TaskTracker {
        &self.shared.tasks
    }

    /// Resolves once the server shuts down.
    pub(crate) fn closing(&self) -> &CancellationToken {
        &self.closing
    }

    #[cfg(feature = "http")]
    /// Says loudly what an operator of several instances would find out the hard way.
    pub(crate) fn warn(&self) {
        if self.settings.sealing_keys.is_none() && self.definition.asks() {
            tracing::warn!(
                "{} asks questions, and seals their state with a key of this process alone: another instance, or this one after a \
                 restart, doesn't take the answers; set MCP_SEALING_KEYS or `sealing_keys` (make a key with `openssl rand -base64 32`)",
                self.definition.name
            );
        }
        if self.settings.sealing_keys.is_some()
            && !self.store().is_persistent()
            && self.definition.asks()
        {
            tracing::warn!(
                "{} has sealing keys, but its store is in memory: that an answer counts once is known to this process alone, which \
                 therefore takes no answers to questions of other instances, or from before a restart, for tools that are neither \
                 `read_only` nor `idempotent`; a store that is shared takes them all (`--store`, MCP_STORE or `store`)",
                self.definition.name
            );
        }
    }
}
