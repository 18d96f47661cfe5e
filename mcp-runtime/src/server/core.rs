//! A server that runs: what all requests share, made once.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use http::HeaderName;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::apps::Apps;
use super::catalogue::{Catalogue, List, Section};
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
use super::lists::{self, Fixed, Offers};
use super::middleware::{Around, Layers};
use super::{ServerDefinition, Settings, ToolEntry};
use crate::call::{ItemName, Mask, Shared};
use crate::handle::{Counter, Kinds, Quota};
use crate::input::{Sealer, StateKeys};
use crate::protocol::{UriPiece, specificity};
use crate::schema::{InputSchema, NearNames};
use crate::store::SharedStore;
use crate::subscription::{Change, Hub, Line, Notify};
use crate::table::Kind;

/// Calls of one caller that may wait for answers at a time, of clients of earlier revisions.
#[cfg(feature = "legacy")]
const MOST_WAITING: usize = 2000;

/// A tool, ready to be called.
#[derive(Debug)]
pub(crate) struct PreparedTool {
    pub(super) name: ItemName,
    pub(super) input: InputSchema,
    pub(super) headers: Vec<MirroredParam>,
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
    offers: Offers,
    limits: Limits,
    /// Streams that would never end by themselves end with this.
    closing: CancellationToken,
    middleware: Layers,
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
    pub(super) closing: CancellationToken,
    pub(super) middleware: Vec<Arc<dyn Around>>,
    pub(super) mask: Arc<Mask>,
    pub(super) listers: Listers<S>,
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

impl<S: Send + Sync + 'static> Core<S> {
    /// Builds everything that is sent as it is, and says what no client could use.
    #[allow(clippy::too_many_lines)] // One step after the other, each once.
    pub(super) fn new(
        definition: &'static ServerDefinition<S>,
        state: S,
        parts: Parts<S>,
    ) -> Result<Arc<Self>, Vec<String>> {
        let Parts {
            settings,
            line,
            store,
            notifies,
            closing,
            middleware,
            mask,
            listers,
        } = parts;
        let mut reasons = Vec::new();
        let mut kinds = kinds(definition);
        let (tools, listed) = prepare_tools(definition, &mut kinds, &mut reasons);
        let prompts = definition.prompts.iter().map(|entry| {
            (
                entry.meta.name,
                entry.meta.location,
                entry.define(&mut kinds),
            )
        });
        let prompts = prompts.filter_map(|(name, at, defined)| {
            defined
                .map_err(|reason| {
                    reasons.push(format!(
                        "the prompt `{name}` ({}:{}): {reason}",
                        at.file, at.line
                    ));
                })
                .ok()
        });
        let (prompts, prompt_choices): (Vec<_>, Vec<_>) =
            prompts.map(|prompt| (prompt.json, prompt.choices)).unzip();
        let resources = definition
            .resources
            .iter()
            .map(|entry| (entry.meta, entry.define(&mut kinds)));
        let resources = resources.filter_map(|(meta, defined)| {
            let at = meta.location;
            defined
                .map_err(|reason| {
                    reasons.push(format!(
                        "the resource `{}` ({}:{}): {reason}",
                        meta.uri, at.file, at.line
                    ));
                })
                .ok()
        });
        let (resources, resource_choices): (Vec<_>, Vec<_>) = resources
            .map(|resource| (resource.json, resource.choices))
            .unzip();
        let templates = templates(definition, &mut reasons);
        reasons.extend(settings.wrong_paths());
        reasons.extend(settings.wrong_names());
        if store.outlives_the_process() && settings.state_keys.is_none() {
            reasons.push(
                "its store outlives the process, but it has no state keys: what it seals would be of no use to another instance, or after \
                 a restart; set MCP_STATE_KEYS or `state_keys`, the same for all instances (make a key with `openssl rand -base64 32`)"
                    .to_owned(),
            );
        }
        #[cfg(feature = "http")]
        if settings.head_timeout.is_zero() || settings.idle_timeout.is_zero() {
            reasons.push(
                "`head_timeout` or `idle_timeout` is 0, so that every connection would be closed; give it a long time instead".into(),
            );
        }
        #[cfg(feature = "http")]
        if settings.max_connections == 0 {
            reasons.push("`max_connections` is 0, so that no client could ever connect".into());
        }
        if settings.max_calls == 0 {
            reasons.push("`max_calls` is 0, so that no call could ever run".into());
        }
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let server_info = lists::server_info(definition);
        let apps = Apps::new(definition, &settings, &server_info).map_err(|e| vec![e])?;
        let offers = Offers {
            tools: !definition.tools.is_empty() || listers.tools.is_some(),
            prompts: !definition.prompts.is_empty() || listers.prompts.is_some(),
            resources: !definition.resources.is_empty()
                || listers.resources.is_some()
                || !apps.is_empty(),
            apps: !apps.is_empty(),
            logs: definition.flagged(|param| param.emits) || listers.any(),
            changes: notifies || definition.flagged(|param| param.notifies),
            completions: !definition.prompts.is_empty() || !templates.is_empty(),
        };
        let is_template = |(position, _): &(usize, String)| {
            definition.resources.entries[*position].1.meta.is_template()
        };
        let (parameterised, mut plain): (Vec<_>, Vec<_>) =
            resources.into_iter().enumerate().partition(is_template);
        // Beyond the table, where nothing can be switched off.
        plain.extend(
            (definition.resources.entries.len()..)
                .zip(apps.listed().map_err(|e| vec![e.to_string()])?),
        );
        let sections = [
            Section {
                list: List::Tools,
                items: listed.into_iter().enumerate().collect(),
                dynamic: listers.tools.is_some(),
            },
            Section {
                list: List::Prompts,
                items: prompts.into_iter().enumerate().collect(),
                dynamic: listers.prompts.is_some(),
            },
            Section {
                list: List::Resources,
                items: plain,
                dynamic: listers.resources.is_some(),
            },
            Section {
                list: List::Templates,
                items: parameterised,
                dynamic: listers.resources.is_some(),
            },
        ];
        let hub = Arc::new(Hub::default());
        let made = || {
            Ok(Lists {
                discover: lists::discover(definition, offers, &settings, &server_info)?,
                apps,
                catalogue: catalogue(sections, &settings, &server_info, &mask, &hub)?,
            })
        };
        let lists = made().map_err(|e: serde_json::Error| vec![e.to_string()])?;
        let keys = settings
            .state_keys
            .clone()
            .unwrap_or_else(StateKeys::random);
        let quota = Quota {
            handles: settings.max_handles,
            size: settings.max_handle_size,
        };
        let handles = Arc::new(Counter::new(store.clone(), &keys, kinds, quota));
        let delivering = hub.clone();
        line.bus()
            .attach(Box::new(move |change| delivering.deliver(change)));
        let uris = definition.resources.iter().map(|entry| entry.meta.uri);
        let near = Near {
            tools: definition.tools().map(ToolEntry::name).collect(),
            prompts: definition
                .prompts
                .iter()
                .map(|entry| entry.meta.name.to_owned())
                .collect(),
            resources: uris.chain(lists.apps.uris()).map(str::to_owned).collect(),
        };
        let shared = Shared {
            state,
            server: definition.name,
            server_info: server_info.into(),
            sealer: Arc::new(
                Sealer::new(keys, settings.question_lifetime)
                    .marking_in(&store, settings.max_answers),
            ),
            max_question: settings.max_question,
            notify: Notify::new(line),
            handles,
            tasks: TaskTracker::new(),
            mask,
        };
        Ok(Arc::new(Self {
            definition,
            shared: Arc::new(shared),
            near,
            tools,
            prompt_choices,
            resource_choices,
            templates,
            lists,
            hub,
            offers,
            limits: Limits::new(definition, &settings),
            closing,
            middleware: middleware.into(),
            listers,
            settings,
            #[cfg(feature = "legacy")]
            derived: Derived::default(),
            #[cfg(feature = "legacy")]
            earlier_clients: Arc::default(),
            #[cfg(feature = "legacy")]
            legacy_waiting: PerCaller::new(MOST_WAITING),
        }))
    }
}

/// The lists as the mask is now. Each change of it makes those of its kind anew, and is told to
/// those who listen.
fn catalogue(
    sections: [Section; 4],
    settings: &Settings,
    server_info: &str,
    mask: &Mask,
    hub: &Arc<Hub>,
) -> Result<Arc<Catalogue>, serde_json::Error> {
    mask.start(
        |mask| {
            let hides = |kind, position| mask.hides(kind, position);
            Catalogue::new(sections, settings, server_info, hides).map(Arc::new)
        },
        |catalogue| {
            let (catalogue, hub) = (catalogue.clone(), hub.clone());
            Box::new(move |mask, kind| {
                catalogue.refresh(kind, |kind, position| mask.hides(kind, position));
                hub.deliver(match kind {
                    Kind::Tool => &Change::ToolsChanged,
                    Kind::Prompt => &Change::PromptsChanged,
                    Kind::Resource => &Change::ResourcesChanged,
                });
            })
        },
    )
}

/// Which tools mint and take which handles.
fn kinds<S>(definition: &ServerDefinition<S>) -> Kinds {
    let mut kinds = Kinds::default();
    for entry in definition.tools.iter() {
        kinds.add(&entry.name(), entry.handles());
    }
    kinds
}

/// The tools, ready to be called, and their JSON.
fn prepare_tools<S: Send + Sync + 'static>(
    definition: &ServerDefinition<S>,
    kinds: &mut Kinds,
    reasons: &mut Vec<String>,
) -> (Vec<PreparedTool>, Vec<String>) {
    let mut tools = Vec::with_capacity(definition.tools.entries.len());
    let mut listed = Vec::with_capacity(definition.tools.entries.len());
    for entry in definition.tools() {
        let name = entry.name();
        if name.len() > 64 {
            reasons.push(format!(
                "`{name}`: with its prefix the name is longer than 64 characters"
            ));
        }
        match entry.define(&name, kinds) {
            Ok(tool) => {
                let headers = entry.params.iter().filter_map(|p| {
                    let shown = format!("Mcp-Param-{}", p.header?);
                    let name = HeaderName::try_from(shown.as_str()).ok()?;
                    Some(MirroredParam {
                        name,
                        shown,
                        argument: Cow::Borrowed(p.name),
                    })
                });
                listed.push(tool.json.into());
                let is_prefixed = !entry.prefix.is_empty();
                tools.push(PreparedTool {
                    name: if is_prefixed {
                        ItemName::Shared(name.into())
                    } else {
                        ItemName::Static(entry.meta.name)
                    },
                    input: tool.input,
                    headers: headers.collect(),
                });
            }
            Err(reason) => reasons.push(format!(
                "`{name}` ({}:{}): {reason}",
                entry.meta.location.file, entry.meta.location.line
            )),
        }
    }
    (tools, listed)
}

/// The positions of templates, the most specific first. Two that match the same URIs can't be told
/// apart.
fn templates<S>(definition: &ServerDefinition<S>, reasons: &mut Vec<String>) -> Vec<usize> {
    let meta = |position: usize| definition.resources.entries[position].1.meta;
    let mut templates: Vec<usize> = (0..definition.resources.entries.len())
        .filter(|position| meta(*position).is_template())
        .collect();
    templates.sort_by_key(|position| std::cmp::Reverse(specificity(meta(*position).pieces)));
    for (i, first) in templates.iter().enumerate() {
        for second in &templates[i + 1..] {
            let (first, second) = (meta(*first), meta(*second));
            if is_same_shape(first.pieces, second.pieces) {
                reasons.push(format!(
                    "the templates `{}` and `{}` match the same URIs; give one another URI",
                    first.uri, second.uri
                ));
            }
        }
    }
    templates
}

fn is_same_shape(a: &[UriPiece], b: &[UriPiece]) -> bool {
    a.len() == b.len()
        && a.iter().zip(b).all(|pair| match pair {
            (UriPiece::Literal(a), UriPiece::Literal(b)) => a == b,
            (UriPiece::Expression(a, x), UriPiece::Expression(b, y)) => {
                a == b && x.len() == y.len()
            }
            _ => false,
        })
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

    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Waits, when all calls have ended, for what they left behind: work that they shielded, and
    /// changes on their way to other instances.
    #[cfg(any(feature = "http", feature = "stdio"))]
    pub(crate) async fn settle(&self) {
        self.shared.tasks.close();
        self.shared.tasks.wait().await;
        self.shared.notify.flush().await;
    }

    pub(super) fn middleware(&self) -> &Layers {
        &self.middleware
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
    pub(crate) fn note_earlier_client(&self, revision: &'static str) {
        self.earlier_clients.add(revision);
        super::middleware::earlier_client(&self.middleware, revision);
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
        if self.settings.state_keys.is_none() && self.definition.asks() {
            tracing::warn!(
                "{} asks questions, and seals their state with a key of this process alone: another instance, or this one after a \
                 restart, doesn't take the answers; set MCP_STATE_KEYS or `state_keys` (make a key with `openssl rand -base64 32`)",
                self.definition.name
            );
        }
        if self.settings.state_keys.is_some()
            && !self.store().outlives_the_process()
            && self.definition.asks()
        {
            tracing::warn!(
                "{} has state keys, but its store is in memory: that an answer counts once is known to this process alone, which \
                 therefore takes no answers to questions of other instances, or from before a restart, for tools that are neither \
                 `read_only` nor `idempotent`; a store that is shared takes them all (`--store`, MCP_STORE or `store`)",
                self.definition.name
            );
        }
    }
}
