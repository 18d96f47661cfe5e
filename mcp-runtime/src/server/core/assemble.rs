//! From declarations and settings to a server that runs.

use std::sync::Arc;

use tokio_util::task::TaskTracker;

#[cfg(feature = "legacy")]
use super::MOST_WAITING;
use super::{Core, Lists, Near, Parts, PreparedItems};
use crate::call::{Challenges, Mask, Shared};
use crate::handle::{HandleService, Quota};
use crate::input::{Sealer, SealingKeys};
use crate::server::apps::Apps;
use crate::server::catalogue::{Catalogue, List, Section};
#[cfg(feature = "legacy")]
use crate::server::derived::Derived;
use crate::server::dynamic::Listers;
use crate::server::limits::Limits;
#[cfg(feature = "legacy")]
use crate::server::limits::PerCaller;
use crate::server::lists::{self, Offers};
use crate::server::tasks::TaskService;
use crate::server::telemetry::Observer;
use crate::server::{PromptEntry, ServerDefinition, Settings, ToolEntry};
use crate::subscription::{Change, Hub, Notify};
use crate::table::Kind;
use crate::task::{Ledger, TaskLimits};

impl<S: Send + Sync + 'static> Core<S> {
    /// Builds everything that is sent as it is, from what the checks at start let pass.
    pub(in crate::server) fn new(
        definition: &'static ServerDefinition<S>,
        state: Option<S>,
        parts: Parts<S>,
        items: PreparedItems,
    ) -> Arc<Self> {
        let Parts {
            settings,
            line,
            store,
            notifies,
            hides,
            closing,
            middleware,
            sinks,
            mask,
            listers,
            dispatch,
        } = parts;
        let PreparedItems {
            kinds,
            tools,
            prompts,
            resources,
            templates,
        } = items;
        let (tools, listed): (Vec<_>, Vec<_>) = tools.into_iter().unzip();
        let (prompts, prompt_choices): (Vec<_>, Vec<_>) = prompts.into_iter().unzip();
        let (resources, resource_choices): (Vec<_>, Vec<_>) = resources.into_iter().unzip();
        let server_info = lists::server_info(definition);
        let apps = Apps::new(definition, &settings, &server_info);
        let offers = offers(definition, &listers, &apps, [notifies, hides], &templates);
        let is_template = |(position, _): &(usize, String)| {
            definition.resources.entries[*position].1.meta.is_template()
        };
        let (parameterised, mut plain): (Vec<_>, Vec<_>) =
            resources.into_iter().enumerate().partition(is_template);
        // Beyond the table, where nothing can be switched off.
        plain.extend((definition.resources.entries.len()..).zip(apps.listed()));
        let sections = sections(listed, prompts, plain, parameterised, &listers);
        let hub = Arc::new(Hub::default());
        let lists = Lists {
            discover: lists::discover(definition, offers, &settings, &server_info),
            apps,
            catalogue: catalogue(sections, &settings, &server_info, &mask, &hub),
        };
        let keys = settings
            .sealing_keys
            .clone()
            .unwrap_or_else(SealingKeys::random);
        let observer = Observer::new(sinks, settings.telemetry, &keys);
        let quota = Quota {
            handles: settings.max_handles,
            size: settings.max_handle_size,
        };
        let handles = Arc::new(HandleService::new(store.clone(), &keys, kinds, quota));
        let delivering = hub.clone();
        line.bus()
            .attach(Box::new(move |change| delivering.deliver(change)));
        let near = Near::of(definition, &lists.apps);
        let tasks = offers.tasks.then(|| {
            let limits = TaskLimits {
                live: settings.max_tasks,
                per_caller: settings.max_tasks_per_caller,
                size: settings.max_task_size,
            };
            let (notify, on_end) = (Notify::new(line.clone()), observer.on_task_end());
            let ledger = Ledger::new(store.clone(), &keys, limits, notify, on_end);
            let (workers, silence) = (settings.task_workers, settings.task_silence);
            TaskService::new(ledger, dispatch, workers, silence, &closing)
        });
        let shared = Shared {
            state,
            server: definition.name,
            server_info: server_info.into(),
            sealer: Arc::new(
                Sealer::new(keys, settings.question_ttl).marking_in(&store, settings.max_answers),
            ),
            max_question: settings.max_question,
            notify: Notify::new(line),
            handles,
            tasks: TaskTracker::new(),
            mask,
            challenges: Arc::new(challenges(definition, &settings)),
        };
        Arc::new(Self {
            definition,
            shared: Arc::new(shared),
            near,
            tools,
            prompt_choices,
            resource_choices,
            templates,
            lists,
            hub,
            tasks,
            offers,
            limits: Limits::new(definition, &settings),
            closing,
            middleware: middleware.into(),
            observer,
            listers,
            settings,
            #[cfg(feature = "legacy")]
            derived: Derived::default(),
            #[cfg(feature = "legacy")]
            earlier_clients: Arc::default(),
            #[cfg(feature = "legacy")]
            legacy_waiting: PerCaller::new(MOST_WAITING),
        })
    }
}

/// How the server tells callers what they lack.
#[cfg_attr(not(feature = "auth"), allow(unused_variables))]
fn challenges<S>(definition: &'static ServerDefinition<S>, settings: &Settings) -> Challenges {
    let scopes = &definition.scopes;
    #[cfg(feature = "auth")]
    return settings.auth.challenges(scopes);
    #[cfg(not(feature = "auth"))]
    Challenges {
        scopes,
        prefix: String::new(),
        metadata: None,
    }
}

/// Says which parts of the protocol the server has.
fn offers<S>(
    definition: &ServerDefinition<S>,
    listers: &Listers<S>,
    apps: &Apps,
    [notifies, hides]: [bool; 2],
    templates: &[usize],
) -> Offers {
    let hides = hides || definition.flagged(|param| param.hides);
    // An announcement is worth something where a list comes from elsewhere.
    let notifies = notifies || definition.flagged(|param| param.notifies);
    Offers {
        tool_changes: hides || notifies && listers.tools.is_some(),
        prompt_changes: hides || notifies && listers.prompts.is_some(),
        resource_changes: hides || notifies && listers.resources.is_some(),
        tools: !definition.tools.is_empty() || listers.tools.is_some(),
        prompts: !definition.prompts.is_empty() || listers.prompts.is_some(),
        resources: !definition.resources.is_empty()
            || listers.resources.is_some()
            || !apps.is_empty(),
        apps: !apps.is_empty(),
        tasks: definition.has_tasks(),
        logs: definition.flagged(|param| param.emits) || listers.any(),
        updates: notifies,
        completions: !definition.prompts.is_empty() || !templates.is_empty(),
    }
}

/// The lists in the order of the catalogue, each item with its place in its table.
fn sections<S>(
    tools: Vec<String>,
    prompts: Vec<String>,
    plain: Vec<(usize, String)>,
    templates: Vec<(usize, String)>,
    listers: &Listers<S>,
) -> [Section; 4] {
    [
        Section {
            list: List::Tools,
            items: tools.into_iter().enumerate().collect(),
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
            items: templates,
            dynamic: listers.resources.is_some(),
        },
    ]
}

impl Near {
    /// Of what a server declares, and of its views.
    fn of<S>(definition: &ServerDefinition<S>, apps: &Apps) -> Self {
        let uris = definition.resources.iter().map(|entry| entry.meta.uri);
        Self {
            tools: definition.tools().map(ToolEntry::name).collect(),
            prompts: definition.prompts().map(PromptEntry::name).collect(),
            resources: uris.chain(apps.uris()).map(str::to_owned).collect(),
        }
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
) -> Arc<Catalogue> {
    mask.start(
        |mask| {
            let hides = |kind, position| mask.hides(kind, position);
            Arc::new(Catalogue::new(sections, settings, server_info, hides))
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
