//! The beginning of the work, and what goes on from before a restart.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Weak};

use tokio_util::task::TaskTracker;

use super::service::{TaskService, send};
use super::work;
use crate::server::core::Core;

impl TaskService {
    /// Begins to work, once. Where a request comes before the server has begun by itself, such as
    /// in a router that is served by another program, it begins with that.
    pub(in crate::server) fn start<S: Send + Sync + 'static>(&self, core: &Arc<Core<S>>) {
        if self.workers == 0 || self.started.swap(true, Ordering::Relaxed) {
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

fn tracker<S>(core: &Core<S>) -> &TaskTracker {
    &core.shared().tasks
}

/// Tasks that are looked at together after a restart.
const PAGE: usize = 100;

/// Sends the legs of all tasks that live in a store of this server alone: what they were before the
/// restart is nobody's any more.
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
