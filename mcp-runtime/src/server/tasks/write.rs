//! The end of a leg, written into the task's record.

use std::time::Duration;

use serde_json::value::RawValue;
use tokio::time::Instant;

use super::end::failed;
use super::service::TaskService;
use crate::task::{Asked, End, Fence, LedgerError, Phase, Receipt, Record, Step, TaskId, now};

/// The change of the record that a leg leads to.
pub(super) enum Change {
    End(End),
    Ask(Vec<Asked>),
    HandOver,
    /// This job has the work.
    Leave(Box<RawValue>),
    /// The job goes on, and may say how far it is.
    Look(Option<String>),
}

/// Whether the end of a leg was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// It was, and the task has more to do.
    GoesOn,
    Settled,
    /// Another worker has the task, or it has ended.
    Refused,
    /// The store could not be reached.
    Lost,
}

impl Written {
    pub(super) fn receipt(self) -> Receipt {
        match self {
            Self::Settled | Self::Refused => Receipt::Done,
            Self::GoesOn | Self::Lost => Receipt::Returned,
        }
    }
}

/// Writes what a leg has come to. While the store is away it is tried again, for as long as nobody
/// else can have taken the task over.
pub(super) async fn write_end(
    service: &TaskService,
    id: TaskId,
    fence: Fence,
    change: Change,
) -> Written {
    let until = Instant::now() + service.silence;
    let mut change = change;
    let mut is_shortened = false;
    let mut pause = Duration::from_millis(50);
    loop {
        match write(service, id, fence, &change).await {
            Ok(Some(record)) if matches!(record.phase, Phase::Queued) => return Written::GoesOn,
            Ok(Some(_)) => return Written::Settled,
            Ok(None) => {
                tracing::info!(
                    task = id.name(),
                    "the end of work on a task is refused: another worker has taken over, or the \
                     task has ended"
                );
                return Written::Refused;
            }
            Err(LedgerError::TooLarge { size, most }) => {
                change = Change::End(failed(&format!(
                    "With its result, the task would hold {size} bytes, and {most} are the most \
                     that are kept"
                )));
            }
            Err(LedgerError::Store(error)) if error.is_full().is_some() && !is_shortened => {
                tracing::error!("a task's result can't be kept: {error}");
                is_shortened = true;
                change = Change::End(failed("The server has no room for the task's result"));
            }
            Err(_) if Instant::now() < until => {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            Err(error) => {
                tracing::error!(?error, "the end of a task's work is lost");
                return Written::Lost;
            }
        }
    }
}

/// The record, if it was written.
pub(super) async fn write(
    service: &TaskService,
    id: TaskId,
    fence: Fence,
    change: &Change,
) -> Result<Option<Record>, LedgerError> {
    let written = service.ledger.update(id, |record| {
        let now = now();
        let next = now.saturating_add(record.order.poll);
        let done = match change {
            Change::End(end) => record.finish(fence, end.clone(), now),
            Change::Ask(asked) => record.ask(fence, asked.clone(), now),
            Change::HandOver => record.hand_over(fence, now),
            Change::Leave(job) => record.leave(fence, job.clone(), now, next),
            Change::Look(text) => record.looked(fence, text.clone(), now, next),
        };
        match done {
            Ok(()) => Step::Told(Some(record.clone())),
            Err(_) => Step::Keep(None),
        }
    });
    Ok(written.await?.flatten())
}
