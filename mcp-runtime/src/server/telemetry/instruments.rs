//! The instruments: what is measured, declared once for all who read it.

#![cfg_attr(
    not(any(feature = "prometheus", feature = "otlp")),
    allow(dead_code, reason = "nobody reads them")
)]

use std::borrow::Cow;

use super::names;

/// Something that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Instrument {
    Duration,
    Active,
    ArgumentsSize,
    ResultSize,
    Refused,
    EarlierClients,
    TasksCreated,
    TasksEnded,
    TaskAttempts,
    TasksLive,
    OldestQueuedTask,
}

/// How an instrument adds up what it is told.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// Counts values between these bounds.
    Histogram(&'static [f64]),
    /// Goes up.
    Counter,
    /// Goes up and down.
    Level,
}

/// The unit of what is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    Seconds,
    Bytes,
    /// A number of these.
    Of(&'static str),
}

/// An instrument as all who read it know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declared {
    /// As OpenTelemetry spells it; Prometheus has underscores for dots, and units behind.
    pub(crate) name: &'static str,
    pub(crate) help: &'static str,
    pub(crate) unit: Unit,
    pub(crate) kind: Kind,
}

/// The bounds that the conventions give, in seconds.
const DURATIONS: &[f64] = &[
    0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0,
];

/// From 64 bytes to 4 MiB, the greatest request unless set.
const SIZES: &[f64] = &[
    64.0,
    256.0,
    1024.0,
    4096.0,
    16384.0,
    65536.0,
    262_144.0,
    1_048_576.0,
    4_194_304.0,
];

impl Instrument {
    pub(crate) const ALL: [Self; 11] = [
        Self::Duration,
        Self::Active,
        Self::ArgumentsSize,
        Self::ResultSize,
        Self::Refused,
        Self::EarlierClients,
        Self::TasksCreated,
        Self::TasksEnded,
        Self::TaskAttempts,
        Self::TasksLive,
        Self::OldestQueuedTask,
    ];

    pub(crate) const fn declared(self) -> Declared {
        let (name, help, unit, kind) = match self {
            Self::Duration => (
                "mcp.server.operation.duration",
                "How long requests take",
                Unit::Seconds,
                Kind::Histogram(DURATIONS),
            ),
            Self::Active => (
                "mcp.server.active_operations",
                "Requests that are being answered",
                Unit::Of("request"),
                Kind::Level,
            ),
            Self::ArgumentsSize => (
                "mcp.server.operation.arguments_size",
                "How large arguments of calls are",
                Unit::Bytes,
                Kind::Histogram(SIZES),
            ),
            Self::ResultSize => (
                "mcp.server.operation.result_size",
                "How large results of calls are",
                Unit::Bytes,
                Kind::Histogram(SIZES),
            ),
            Self::Refused => (
                "mcp.server.refused_requests",
                "Requests that are refused before they are carried out",
                Unit::Of("request"),
                Kind::Counter,
            ),
            Self::EarlierClients => (
                "mcp.server.earlier_clients",
                "Sessions that clients of earlier revisions begin",
                Unit::Of("session"),
                Kind::Counter,
            ),
            Self::TasksCreated => (
                "mcp.server.tasks.created",
                "Tasks that calls became",
                Unit::Of("task"),
                Kind::Counter,
            ),
            Self::TasksEnded => (
                "mcp.server.tasks.ended",
                "Tasks that have come to their end",
                Unit::Of("task"),
                Kind::Counter,
            ),
            Self::TaskAttempts => (
                "mcp.server.tasks.attempts",
                "Times that workers of this process began to work on tasks",
                Unit::Of("attempt"),
                Kind::Counter,
            ),
            Self::TasksLive => (
                "mcp.server.tasks.live",
                "Tasks of all instances that have not ended",
                Unit::Of("task"),
                Kind::Level,
            ),
            Self::OldestQueuedTask => (
                "mcp.server.tasks.oldest_queued",
                "How long the task has waited for a worker that has waited the longest",
                Unit::Seconds,
                Kind::Level,
            ),
        };
        Declared {
            name,
            help,
            unit,
            kind,
        }
    }
}

#[cfg(any(feature = "prometheus", feature = "otlp"))]
impl Declared {
    /// As Prometheus names the series, whichever way it learns of them: with underscores, and the
    /// unit behind.
    #[cfg(feature = "cli")]
    pub(crate) fn prometheus_name(&self) -> String {
        let unit = match self.unit {
            Unit::Seconds => "_seconds",
            Unit::Bytes => "_bytes",
            Unit::Of(_) => "",
        };
        let total = if matches!(self.kind, Kind::Counter) {
            "_total"
        } else {
            ""
        };
        format!("{}{unit}{total}", self.name.replace('.', "_"))
    }
}

/// The labels of a measurement, by the names of the conventions.
pub(crate) type Labels = Vec<(&'static str, Cow<'static, str>)>;

/// A reader of the instruments. Each is told the same, so that all have equal numbers.
pub(crate) trait Sink: Send + Sync {
    /// Of a histogram. `trace`: the trace that the value belongs to, for those who show examples.
    fn observe(&self, instrument: Instrument, value: f64, labels: &Labels, trace: Option<&str>);

    /// Of a counter, or of what goes up and down.
    fn add(&self, instrument: Instrument, value: i64, labels: &Labels);
}

/// Why a request is refused before it is carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    #[cfg(feature = "auth")]
    Unauthenticated,
    /// The caller's token grants too little.
    Scope,
    #[cfg(feature = "http")]
    Host,
    #[cfg(feature = "http")]
    Origin,
    /// Its size, its media type, or its HTTP method.
    #[cfg(feature = "http")]
    Form,
    HeaderMismatch,
    Parse,
    Version,
    Rate,
    Room,
}

impl Refused {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            #[cfg(feature = "auth")]
            Self::Unauthenticated => "unauthenticated",
            Self::Scope => "insufficient_scope",
            #[cfg(feature = "http")]
            Self::Host => "host",
            #[cfg(feature = "http")]
            Self::Origin => "origin",
            #[cfg(feature = "http")]
            Self::Form => "form",
            Self::HeaderMismatch => "header_mismatch",
            Self::Parse => "parse",
            Self::Version => "version",
            Self::Rate => "rate",
            Self::Room => "room",
        }
    }

    pub(crate) fn label(self) -> (&'static str, Cow<'static, str>) {
        (names::REASON, Cow::Borrowed(self.name()))
    }
}
