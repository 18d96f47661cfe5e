//! The beginning of the work, and what goes on from before a restart.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::time::MissedTickBehavior;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::service::{TaskService, send};
use super::{census, work};
use crate::server::core::Core;
use crate::task::Ledger;

impl TaskService {
    /// Begins to work, once. Where a request comes before the server has begun by itself, such as
    /// in a router that is served by another program, it begins with that.
    pub(in crate::server) fn start<S: Send + Sync + 'static>(&self, core: &Arc<Core<S>>) {
        if self.started.swap(true, Ordering::Relaxed) {
            return;
        }
        if !self.goes_on() {
            tracker(core).spawn(say_that_it_is_there(
                Arc::downgrade(core),
                self.ledger.clone(),
                self.worker.clone(),
                self.silence,
                self.stop.clone(),
            ));
        }
        if core.observer().has_sinks() {
            let census = census::take_again_and_again(Arc::downgrade(core), self.stop.clone());
            tracker(core).spawn(census);
        }
        if self.workers == 0 {
            return;
        }
        let work = work::work(Arc::downgrade(core));
        let (dispatch, workers, stop) = (self.dispatch.clone(), self.workers, self.stop.clone());
        let serving = async move { dispatch.serve(work, workers, stop).await };
        tracker(core).spawn(serving);
        if self.ledger.is_persistent() && self.goes_on() && !self.dispatch.takes_over() {
            tokio::spawn(resume(Arc::downgrade(core)));
        }
    }
}

/// Says again and again that this instance works on what is in its queue, until it ends.
async fn say_that_it_is_there<S: Send + Sync + 'static>(
    core: Weak<Core<S>>,
    ledger: Arc<Ledger>,
    instance: String,
    silence: Duration,
    stop: CancellationToken,
) {
    let mut beat = tokio::time::interval(silence / 3);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = beat.tick() => {}
        }
        if core.strong_count() == 0 {
            break;
        }
        // Where the store is away, the ledger has told of it.
        let _ = ledger.beat(&instance, silence).await;
    }
    ledger.leave(&instance).await;
}

fn tracker<S>(core: &Core<S>) -> &TaskTracker {
    &core.shared().tasks
}

/// Tasks that are looked at together after a restart.
const PAGE: usize = 100;

/// Sends the legs of all tasks that had begun, in a store of this server alone: what they were
/// before the restart is nobody's any more. One that had not begun is sent when its client looks:
/// it may be one whose call was never answered, and nobody wants that.
async fn resume<S: Send + Sync + 'static>(core: Weak<Core<S>>) {
    let mut after = None;
    loop {
        let Some(core) = core.upgrade() else { return };
        let Some(service) = core.tasks_service() else {
            return;
        };
        let page = match service.ledger.live(after, PAGE).await {
            Ok(page) => page,
            Err(error) => {
                tracing::error!("tasks from before a restart can't be found: {error}");
                return;
            }
        };
        for id in &page {
            if let Ok(Some(record)) = service.ledger.read(*id).await
                && !record.is_over()
                && record.fence > 0
            {
                send(service, *id, &record).await;
            }
        }
        match page.last() {
            Some(last) if page.len() == PAGE => after = Some(*last),
            _ => return,
        }
    }
}
