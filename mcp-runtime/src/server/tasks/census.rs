//! Tasks that live, counted for those who read metrics. The records say how many wait and for what,
//! whichever instance works on them, so every instance reports the same.

use std::sync::Weak;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::service::TaskService;
use crate::server::core::Core;
use crate::server::telemetry::Census;
use crate::store::StoreError;
use crate::task::{Phase, now};

/// How often they are counted, at most.
const EVERY: Duration = Duration::from_secs(15);

/// The part of the time that counting may take.
const PART: u32 = 20;

/// Records that are listed together.
const PAGE: usize = 100;

/// Counts until the server ends, and tells of it.
pub(super) async fn take_again_and_again<S: Send + Sync + 'static>(
    core: Weak<Core<S>>,
    stop: CancellationToken,
) {
    let mut last = Census::default();
    loop {
        let began = Instant::now();
        {
            let Some(core) = core.upgrade() else { return };
            let Some(service) = core.tasks_service() else {
                return;
            };
            // Where the store is away, the ledger has told of it.
            if let Ok(taken) = take(service).await {
                core.observer().tasks_are(&last, &taken);
                last = taken;
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY.max(began.elapsed() * PART)) => {}
        }
    }
}

async fn take(service: &TaskService) -> Result<Census, StoreError> {
    let (mut census, mut after, now) = (Census::default(), None, now());
    loop {
        let page = service.ledger.live(after, PAGE).await?;
        for id in &page {
            let Some(record) = service.ledger.read(*id).await? else {
                continue;
            };
            match record.phase {
                Phase::Queued => {
                    census.queued += 1;
                    let waited = now.saturating_sub(record.updated) / 1000;
                    census.oldest = census.oldest.max(i64::try_from(waited).unwrap_or(i64::MAX));
                }
                Phase::Running { .. } | Phase::Elsewhere { .. } => census.running += 1,
                Phase::Waiting => census.waiting += 1,
                Phase::Completed { .. } | Phase::Failed { .. } | Phase::Cancelled => {}
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(*last),
            _ => return Ok(census),
        }
    }
}
