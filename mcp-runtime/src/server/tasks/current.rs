//! A task as it stands, for whoever looks: with its end, if its time is over or its worker lost.

use std::sync::Arc;

use super::service::{TaskService, send};
use super::stop::stop;
use crate::server::core::Core;
use crate::task::{LedgerError, Phase, Record, Step, TaskId, now};

/// The record of a task; `None` where there is no such task any more.
pub(in crate::server) async fn current<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    service: &TaskService,
    id: TaskId,
) -> Result<Option<Record>, LedgerError> {
    let Some(mut record) = service.ledger.read(id).await? else {
        return Ok(None);
    };
    let lost = lost_home(service, &record).await?;
    let (now, goes_on) = (now(), service.goes_on());
    let settle = |record: &mut Record| {
        record.expire(now)
            || record.give_up(now, goes_on)
            || lost
                .as_deref()
                .is_some_and(|home| record.give_up_queued(home, now))
    };
    if settle(&mut record) {
        let settled = service.ledger.update(id, |record| match settle(record) {
            true => Step::Told((true, record.clone())),
            false => Step::Keep((false, record.clone())),
        });
        let Some((is_settled, settled)) = settled.await? else {
            return Ok(None);
        };
        record = settled;
        if let (true, Some(job)) = (is_settled, &record.unstopped) {
            stop(core, id, record.clone(), job.clone());
        }
    }
    Ok(Some(record).filter(|record| !record.is_over() || record.is_kept(now)))
}

/// The instance in whose queue a task has waited for long, if that instance is gone.
async fn lost_home(service: &TaskService, record: &Record) -> Result<Option<String>, LedgerError> {
    let waits = matches!(record.phase, Phase::Queued) && record.is_stuck(now(), service.lease());
    let Some(home) = record.home.as_ref().filter(|_| waits) else {
        return Ok(None);
    };
    Ok(match service.ledger.is_there(home).await? {
        true => None,
        false => Some(home.clone()),
    })
}

/// Sends the leg of a task once more that should have been taken long ago, where another worker
/// may take it.
pub(in crate::server) async fn send_again<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    service: &TaskService,
    id: TaskId,
    record: &Record,
) {
    if record.is_stuck(now(), service.lease()) && service.goes_on() {
        service.start(core);
        send(service, id, record).await;
    }
}
