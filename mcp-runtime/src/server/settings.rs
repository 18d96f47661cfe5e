#[cfg(feature = "http")]
use std::sync::Arc;
use std::time::Duration;

use super::Rate;
#[cfg(feature = "http")]
use super::readiness::Check;
use super::telemetry::TelemetrySettings;
use crate::input::SealingKeys;
#[cfg(feature = "http")]
use crate::store::SharedStore;
use crate::table::AppMeta;
#[cfg(feature = "http")]
use crate::task::AnyDispatch;

/// How a server behaves; [`Server`](super::Server)'s methods change it.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The greatest body of a request, in bytes.
    pub(crate) body_limit: usize,
    /// How long a client who has connected may take to send a request's head.
    #[cfg(feature = "http")]
    pub(crate) header_read_timeout: Duration,
    /// How long nothing may be asked on a connection, or nothing read of what is written to it.
    #[cfg(feature = "http")]
    pub(crate) idle_timeout: Duration,
    /// How long a client may take to send a body.
    #[cfg(feature = "http")]
    pub(crate) body_timeout: Duration,
    /// How long a call may take, unless its tool says otherwise.
    pub(crate) call_timeout: Duration,
    /// How long a call may be silent before its answer becomes a stream, so that no proxy gives up
    /// on it.
    pub(crate) silence: Duration,
    /// How long calls in flight may take once a shutdown began.
    pub(crate) shutdown_timeout: Duration,
    /// The path of the MCP endpoint.
    pub(crate) path: String,
    /// Where it is said that the process lives, if anywhere.
    pub(crate) health_path: Option<String>,
    /// Where it is said whether the server takes calls, if anywhere.
    pub(crate) ready_path: Option<String>,
    /// The checks that must pass before it takes calls.
    #[cfg(feature = "http")]
    pub(crate) ready_checks: Vec<Check>,
    pub(crate) hosts: Allowed,
    pub(crate) origins: Allowed,
    /// Whether web pages of these origins are let in by their browsers.
    #[cfg(feature = "http")]
    pub(crate) cors: bool,
    /// Whether there is a page for developers, on a server that listens to loopback only.
    #[cfg(feature = "http")]
    pub(crate) playground: bool,
    /// Items on one page of a list; `None` for all.
    pub(crate) page_size: Option<usize>,
    /// How long a client may keep a list.
    pub(crate) list_ttl: Duration,
    /// The keys that seal the state of a question; a key of this process alone unless set.
    pub(crate) sealing_keys: Option<SealingKeys>,
    /// How long a question may wait for its answer.
    pub(crate) question_ttl: Duration,
    /// Whether clients of earlier revisions are turned away, and how long their sessions last.
    #[cfg(feature = "legacy")]
    pub(crate) modern_only: bool,
    #[cfg(feature = "legacy")]
    pub(crate) legacy_session_ttl: Duration,
    /// After which time a stream's connection ends, for the client to come back.
    #[cfg(all(feature = "http", feature = "legacy"))]
    pub(crate) legacy_connection_limit: Option<Duration>,
    /// Answers of one caller that a shared store remembers, so that each counts once.
    pub(crate) max_answers: usize,
    /// Characters of a question: what would be longer isn't asked.
    pub(crate) max_question: usize,
    /// Handles of one kind that one caller may have at a time.
    pub(crate) max_handles: usize,
    /// The greatest state behind a handle, in bytes.
    pub(crate) max_handle_size: usize,
    /// Tasks that have not ended, of all callers and of one.
    pub(crate) max_tasks: usize,
    pub(crate) max_tasks_per_caller: usize,
    /// The greatest record of a task, in bytes.
    pub(crate) max_task_size: usize,
    /// Tasks that this process works on at a time.
    pub(crate) task_workers: usize,
    /// How long a worker of tasks may be silent.
    pub(crate) task_silence: Duration,
    /// Streams of changes at a time.
    pub(crate) max_subscriptions: usize,
    /// Connections at a time.
    #[cfg(feature = "http")]
    pub(crate) max_connections: usize,
    /// Bytes of requests and answers that may be held at a time.
    #[cfg(feature = "http")]
    pub(crate) max_bytes_in_flight: usize,
    /// Calls in flight.
    pub(crate) max_calls: usize,
    /// Whether a text is taken for the JSON in it where no text may stand.
    pub(crate) lenient_arguments: bool,
    /// Calls of tools and completions of each caller; any number, unless there is one.
    pub(crate) rate_limit: Option<Rate>,
    /// Whether lists leave out what their reader may not use.
    pub(crate) lists_granted: bool,
    /// Whether everybody may do everything, on a server that listens to loopback only.
    #[cfg(feature = "http")]
    pub(crate) no_auth: bool,
    /// Who says who calls.
    #[cfg(feature = "auth")]
    pub(crate) auth: crate::auth::Chain,
    #[cfg(feature = "auth")]
    pub(crate) auth_options: crate::auth::AuthOptions,
    /// Whether there is an issuer for those who develop the server.
    #[cfg(feature = "auth")]
    pub(crate) dev_issuer: bool,
    /// The origin that hosts are to show views under, in the form that they ask for.
    pub(crate) app_domain: Option<String>,
    /// The operator's choice of reports about requests.
    pub(crate) telemetry: TelemetrySettings,
    /// Views that no tool of the table has.
    pub(crate) apps: Vec<&'static AppMeta>,
}

/// Where the page for developers is.
#[cfg(all(feature = "http", any(debug_assertions, feature = "playground")))]
pub(crate) const PLAYGROUND_PATH: &str = "/playground";

impl Settings {
    /// The endpoint's path with a slash at its end, or without it: clients are configured with
    /// either.
    #[cfg(feature = "http")]
    pub(crate) fn other_path(&self) -> Option<String> {
        let other = match self.path.strip_suffix('/') {
            Some("") => return None,
            Some(path) => path.to_owned(),
            None => format!("{}/", self.path),
        };
        let is_taken = [&self.health_path, &self.ready_path].contains(&&Some(other.clone()));
        (!is_taken).then_some(other)
    }

    /// The bytes that may be in flight: enough for the largest body of one caller, even if another
    /// caller has half of them.
    #[cfg(feature = "http")]
    pub(crate) fn bytes_in_flight(&self) -> usize {
        let least = self.body_limit.saturating_mul(2);
        self.max_bytes_in_flight.max(least)
    }
}

#[cfg(feature = "auth")]
impl Settings {
    /// With authenticators that know the scopes of the server.
    pub(super) fn with_scopes(mut self, scopes: &'static crate::table::ScopeTable) -> Self {
        if self.no_auth {
            self.auth = crate::auth::Chain::default();
        }
        self.auth.declare(scopes);
        self
    }
}

#[cfg(feature = "http")]
impl Settings {
    /// With a check of the store, unless it is in this process.
    pub(super) fn checking_store(mut self, store: &SharedStore) -> Self {
        if store.is_persistent() {
            let store = store.clone();
            self.ready_checks.push(Check::new("store", move || {
                let store = store.clone();
                async move { store.ping().await }
            }));
        }
        self
    }

    /// With a check of the engine that brings tasks to workers, unless it is in this process.
    pub(super) fn checking_dispatch(mut self, dispatch: &Arc<dyn AnyDispatch>) -> Self {
        if dispatch.takes_over() {
            let dispatch = dispatch.clone();
            self.ready_checks.push(Check::new("tasks", move || {
                let dispatch = dispatch.clone();
                async move { dispatch.ping().await }
            }));
        }
        self
    }
}

/// Who may talk to the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Allowed {
    Any,
    /// These, beside loopback.
    Listed(Vec<String>),
}

impl Allowed {
    pub(crate) fn add(&mut self, name: String) {
        if let Self::Listed(list) = self {
            list.push(name.to_ascii_lowercase());
        }
    }

    pub(super) fn listed(&self) -> &[String] {
        match self {
            Self::Any => &[],
            Self::Listed(list) => list,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            body_limit: 4 << 20,
            #[cfg(feature = "http")]
            header_read_timeout: Duration::from_secs(15),
            #[cfg(feature = "http")]
            idle_timeout: Duration::from_secs(90),
            #[cfg(feature = "http")]
            body_timeout: Duration::from_secs(30),
            call_timeout: Duration::from_secs(60),
            silence: Duration::from_secs(15),
            shutdown_timeout: Duration::from_secs(10),
            path: "/mcp".into(),
            health_path: Some("/healthz".into()),
            ready_path: Some("/readyz".into()),
            #[cfg(feature = "http")]
            ready_checks: Vec::new(),
            hosts: Allowed::Listed(Vec::new()),
            origins: Allowed::Listed(Vec::new()),
            #[cfg(feature = "http")]
            cors: false,
            #[cfg(feature = "http")]
            playground: false,
            page_size: None,
            list_ttl: Duration::from_secs(300),
            sealing_keys: None,
            question_ttl: Duration::from_secs(600),
            #[cfg(feature = "legacy")]
            modern_only: false,
            #[cfg(feature = "legacy")]
            legacy_session_ttl: Duration::from_secs(7 * 24 * 3600),
            #[cfg(all(feature = "http", feature = "legacy"))]
            legacy_connection_limit: None,
            max_answers: 10_000,
            max_question: 2_000,
            max_handles: 1_000,
            max_handle_size: 1 << 20,
            max_tasks: 10_000,
            max_tasks_per_caller: 100,
            max_task_size: 4 << 20,
            task_workers: 16,
            task_silence: Duration::from_secs(15),
            max_subscriptions: 10_000,
            #[cfg(feature = "http")]
            max_connections: 10_000,
            #[cfg(feature = "http")]
            max_bytes_in_flight: 64 << 20,
            max_calls: 1024,
            lenient_arguments: false,
            rate_limit: None,
            lists_granted: false,
            #[cfg(feature = "http")]
            no_auth: false,
            #[cfg(feature = "auth")]
            auth: crate::auth::Chain::default(),
            #[cfg(feature = "auth")]
            auth_options: crate::auth::AuthOptions::default(),
            #[cfg(feature = "auth")]
            dev_issuer: false,
            app_domain: None,
            telemetry: TelemetrySettings::default(),
            apps: Vec::new(),
        }
    }
}
