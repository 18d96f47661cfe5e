//! A message of which the log needs one now and then.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use tokio::time::Instant;

/// How often the log says the same.
const SILENCE: Duration = Duration::from_secs(10);

/// Keeps a message that comes with each of many requests from filling the log.
#[derive(Debug)]
pub(crate) struct LogThrottle {
    start: Instant,
    /// When the message may come again, in milliseconds from the start.
    due: AtomicU64,
}

impl Default for LogThrottle {
    fn default() -> Self {
        Self {
            start: Instant::now(),
            due: AtomicU64::new(0),
        }
    }
}

impl LogThrottle {
    /// Whether the message is to be logged now.
    pub(crate) fn is_due(&self) -> bool {
        let now = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let due = self.due.load(Relaxed);
        let next = now.saturating_add(SILENCE.as_millis() as u64);
        now >= due
            && self
                .due
                .compare_exchange(due, next, Relaxed, Relaxed)
                .is_ok()
    }
}
