//! A task as it stands, for whoever looks: with its end, if its time is over or its worker lost.

use std::sync::Arc;

use super::service::{LEASE, TaskService, send};
use crate::server::core::Core;
use crate::task::{LedgerError, Record, Step, TaskId, now};

/// The record of a task; `None` where there is no such task any more.
pub(in crate::server) async fn current(
    service: &TaskService,
    id: TaskId,
) -> Result<Option<Record>, LedgerError> {
    let Some(mut record) = service.ledger.read(id).await? else {
        return Ok(None);
    };
    let (now, goes_on) = (now(), service.goes_on());
    if record.expire(now) || record.give_up(now, goes_on) {
        let settled = service.ledger.update(id, |record| {
            match record.expire(now) || record.give_up(now, goes_on) {
                true => Step::Told(record.clone()),
                false => Step::Keep(record.clone()),
            }
        });
        match settled.await? {
            Some(settled) => record = settled,
            None => return Ok(None),
        }
    }
    Ok(Some(record).filter(|record| !record.is_over() || record.is_kept(now)))
}

/// Sends the leg of a task once more that should have been taken long ago, where another worker
/// may take it.
pub(in crate::server) async fn send_again<S: Send + Sync + 'static>(
    core: &Arc<Core<S>>,
    service: &TaskService,
    id: TaskId,
    record: &Record,
) {
    if record.is_stuck(now(), LEASE) && service.goes_on() {
        service.start(core);
        send(service, id, record).await;
    }
}
