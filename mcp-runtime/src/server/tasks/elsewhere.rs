//! Tasks whose work runs elsewhere. Whoever looks at one asks its job how far it is, at most once
//! within the task's poll interval.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::current::current;
use super::end::failed;
use super::service::TaskService;
use super::stop::stop;
use super::tool_work::{Begun, Taken, ToolWork, change};
use super::write::{Change, write};
use crate::params::Principal;
use crate::server::core::Core;
use crate::task::{LedgerError, Phase, Record, Step, TaskId, now};

/// How long a job may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// After how many milliseconds somebody else asks or tells a job, where the first is not back.
const AGAIN: u64 = 15_000;

/// The record of a task as it stands, with what its job says if it was time to ask.
pub(in crate::server) async fn seen<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    service: &TaskService,
    id: TaskId,
) -> Result<Option<Record>, LedgerError> {
    let Some(record) = current(core, service, id).await? else {
        return Ok(None);
    };
    if let Some(job) = &record.unstopped
        && record.updated.saturating_add(AGAIN) <= now()
    {
        // Whoever has ended the task could not tell, or is gone.
        stop(core, id, record.clone(), job.clone());
    }
    match record.phase {
        Phase::Elsewhere { next } if next <= now() => look(core, service, id, record).await,
        _ => Ok(Some(record)),
    }
}

/// Asks the job, unless somebody else does.
async fn look<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    service: &TaskService,
    id: TaskId,
    seen: Record,
) -> Result<Option<Record>, LedgerError> {
    let Some(work) = ToolWork::of(core, service, &seen) else {
        // Another version of the server has the tool.
        return Ok(Some(seen));
    };
    let looking = service
        .ledger
        .update(id, |record| match record.look(now(), AGAIN) {
            Some(fence) => Step::Quiet((Some(fence), record.clone())),
            None => Step::Keep((None, record.clone())),
        });
    let (fence, record) = match looking.await? {
        Some((Some(fence), record)) => (fence, record),
        Some((None, record)) => return Ok(Some(record)),
        None => return Ok(None),
    };
    let taken = Taken { id, fence, record };
    let Some(change) = work.ask(&taken).await else {
        return Ok(Some(taken.record));
    };
    let written = match write(service, id, fence, &change).await {
        Err(LedgerError::TooLarge { size, most }) => {
            let end = failed(&format!(
                "With its result, the task would hold {size} bytes, and {most} are the most that \
                 are kept"
            ));
            write(service, id, fence, &Change::End(end)).await?
        }
        written => written?,
    };
    match written {
        Some(record) => Ok(Some(record)),
        None => Ok(service.ledger.read(id).await?),
    }
}

impl<S: Send + Sync + 'static> ToolWork<'_, S> {
    /// Asks the job, and returns the change that follows; `None` where the record can't be read.
    async fn ask(&self, taken: &Taken) -> Option<Change> {
        let principal = Principal::from(&taken.record.order.owner);
        let leg = Arc::new(self.leg(taken, &principal, CancellationToken::new()));
        let body = Bytes::copy_from_slice(taken.record.order.request.get().as_bytes());
        let begun = self.begin(&leg, &body, &taken.record)?;
        let Begun {
            future,
            conversation,
            id,
        } = begun;
        Some(match timeout(PATIENCE, future).await {
            Ok(finished) => change(finished, &id, &leg, &taken.record, &conversation),
            Err(_) => {
                tracing::warn!(
                    tool = taken.record.order.tool,
                    "a job that runs elsewhere has not said within {PATIENCE:?} how far it is"
                );
                Change::Look(None)
            }
        })
    }
}
