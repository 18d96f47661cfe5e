//! Jobs that run elsewhere and are to stop: their tasks have ended without them.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde_json::value::RawValue;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::service::TaskService;
use super::tool_work::{Taken, ToolWork};
use crate::params::Principal;
use crate::server::core::Core;
use crate::task::{Fence, Found, Record, Step, TaskId};

/// How long a job may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How often a job is told to stop, and the first pause between two times.
const TELLS: u32 = 4;
const PAUSE: Duration = Duration::from_millis(500);

/// Tells a job to stop whose task has ended without it, as often as it takes, in the background.
/// A job that isn't told in time is told when somebody looks at the task.
pub(in crate::server) fn stop<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    id: TaskId,
    record: Record,
    job: Box<RawValue>,
) {
    let stopping = core.clone();
    let record = Record {
        checkpoint: Some(job),
        ..record
    };
    core.shared().tasks.spawn(async move {
        let Some(service) = stopping.tasks_service() else {
            return;
        };
        let is_first = service.stopping().insert(id);
        if is_first {
            stop_now(&stopping, service, id, &record).await;
            service.stopping().remove(&id);
        }
    });
}

async fn stop_now<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    service: &TaskService,
    id: TaskId,
    record: &Record,
) {
    let Some(work) = ToolWork::of(core, service, record) else {
        return;
    };
    let mut pause = PAUSE;
    for _ in 0..TELLS {
        if work.stop(id, record).await {
            let noted = service.ledger.update(id, |record| {
                record.stopped();
                Step::Quiet(())
            });
            // Told twice, a job that was stopped stays so.
            let _ = noted.await;
            return;
        }
        tokio::time::sleep(pause).await;
        pause *= 2;
    }
    tracing::error!(
        task = id.name(),
        tool = record.order.tool,
        "a job that runs elsewhere can't be stopped for now: it is told once more when somebody \
         looks at its task"
    );
}

impl<S: Send + Sync + 'static> ToolWork<'_, S> {
    /// Tells the job to stop; whether it knows.
    async fn stop(&self, id: TaskId, record: &Record) -> bool {
        let taken = Taken {
            id,
            fence: Fence(record.fence),
            record: record.clone(),
        };
        let principal = Principal::from(&record.order.owner);
        let leg = self.leg(&taken, &principal, CancellationToken::new());
        let leg = Arc::new(leg.stopping());
        let body = Bytes::copy_from_slice(record.order.request.get().as_bytes());
        let Some(begun) = self.begin(&leg, &body, record) else {
            return true;
        };
        let told = timeout(PATIENCE, begun.future).await.is_ok();
        told && matches!(leg.take_found(), Some(Found::Stopped))
    }
}
