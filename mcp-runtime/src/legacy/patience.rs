//! Patience with a store that is away, where an answer would be lost otherwise: a person has given
//! it, and no client sends it twice.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::server::Core;

/// With one more attempt it is less than clients wait for a response.
const PATIENCE: Duration = Duration::from_secs(15);

/// Between two attempts; each lasts a while itself.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug)]
pub(super) struct Patience {
    until: Instant,
}

impl Patience {
    pub(super) fn begin() -> Self {
        Self {
            until: Instant::now() + PATIENCE,
        }
    }

    /// Waits before another attempt; false where there is to be none.
    pub(super) async fn lasts<S: Send + Sync + 'static>(&self, core: &Core<S>) -> bool {
        if Instant::now() >= self.until {
            return false;
        }
        tokio::select! {
            () = sleep(PAUSE) => true,
            () = core.closing().cancelled() => false,
        }
    }
}
