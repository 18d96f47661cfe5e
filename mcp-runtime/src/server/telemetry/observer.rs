//! Who observes the requests of a server, and what they want to know.

use std::fmt;
use std::sync::Arc;

use super::caller::Hasher;
#[cfg(feature = "legacy")]
use super::instruments::Instrument;
use super::instruments::Sink;
#[cfg(feature = "legacy")]
use super::names;
use crate::input::SealingKeys;
#[cfg(feature = "legacy")]
use crate::server::earlier::Kind;

/// The reports that an operator wants beyond the conventions; none unless asked for.
#[derive(Clone, Copy, Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // Each is a switch of its own.
pub(crate) struct TelemetrySettings {
    /// Whether spans have arguments and results.
    pub(crate) content: bool,
    /// Whether spans have callers, by a hash.
    pub(crate) callers: bool,
    /// Whether each request is a line in the log.
    pub(crate) access_log: bool,
    /// Whether these lines name callers, and not a hash of them.
    pub(crate) named_callers: bool,
}

/// Observes requests; made once for a server.
pub(crate) struct Observer {
    pub(super) sinks: Vec<Arc<dyn Sink>>,
    pub(super) settings: TelemetrySettings,
    pub(super) hasher: Hasher,
    pub(super) is_on: bool,
}

impl fmt::Debug for Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observer")
            .field("sinks", &self.sinks.len())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Observer {
    pub(crate) fn new(
        sinks: Vec<Arc<dyn Sink>>,
        settings: TelemetrySettings,
        keys: &SealingKeys,
    ) -> Arc<Self> {
        Arc::new(Self {
            is_on: !sinks.is_empty() || settings.access_log,
            sinks,
            settings,
            hasher: Hasher::new(keys),
        })
    }

    /// A client of an earlier revision has begun a session.
    #[cfg(feature = "legacy")]
    pub(crate) fn earlier_client(&self, kind: Kind) {
        let labels = vec![
            (names::PROTOCOL, kind.revision.into()),
            (names::CLIENT, kind.name.into()),
            (names::CLIENT_VERSION, kind.version.into()),
        ];
        for sink in &self.sinks {
            sink.add(Instrument::EarlierClients, 1, &labels);
        }
    }
}
