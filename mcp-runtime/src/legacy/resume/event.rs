//! Events of a stream that a client may come back to.

use std::time::Duration;

/// How long a client waits before it comes back.
const RETRY: Duration = Duration::from_secs(1);

/// An event with its id.
#[derive(Debug, PartialEq)]
pub(crate) struct Event {
    pub(crate) id: Option<String>,
    /// How long a client waits before it comes back, where the event says so.
    pub(crate) retry: Option<Duration>,
    /// A message; empty in the event that only gives an id.
    pub(crate) data: String,
}

impl Event {
    /// Returns the first event of a connection, by which its client can come back from then on.
    pub(super) fn first(id: Option<String>) -> Self {
        Self {
            id,
            retry: Some(RETRY),
            data: String::new(),
        }
    }

    pub(super) fn message(id: Option<String>, data: String) -> Self {
        Self {
            id,
            retry: None,
            data,
        }
    }
}
