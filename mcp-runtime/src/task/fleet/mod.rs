//! Engines whose queue is kept by a database: what their workers have in common.

mod worker;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use super::{CancellationToken, Leg, Work};
use crate::store::StoreError;
use worker::Worker;

/// How long a worker may be silent before it is taken for dead, unless it is set.
pub(super) const SILENCE: Duration = Duration::from_secs(15);

/// The most legs that may be queued and delivered at a time. A server takes fewer tasks; it is for
/// the case that many servers share the queue, and nobody works.
pub(super) const MOST: u32 = 100_000;

/// A leg as it was delivered.
#[derive(Clone, Debug)]
pub(super) struct Entry<Id> {
    pub(super) id: Id,
    /// As text, as it was queued.
    pub(super) leg: String,
    /// How often it has been delivered, or returned, as the queue counts it.
    pub(super) times: u32,
}

/// A queue of legs, as workers see it. Each operation may be done again where nobody knows whether
/// it was done, and changes only entries that this worker still has.
pub(super) trait Queue: Send + Sync + 'static {
    /// The program that keeps it, for messages.
    const KEPT_BY: &'static str;

    /// Tells an entry from all others.
    type Id: Clone + Ord + Send + Sync + 'static;

    type Reader: Reader<Id = Self::Id>;

    /// Opens a reader for the worker of this name, who takes over what others have who were silent
    /// for so long.
    fn open(
        self: &Arc<Self>,
        worker: &str,
        silence: Duration,
    ) -> impl Future<Output = Result<Self::Reader, crate::Error>> + Send;

    /// Says that these are delivered.
    fn take(
        &self,
        entries: &[Entry<Self::Id>],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Says that the worker still works on these.
    fn beat(
        &self,
        worker: &str,
        entries: &[Entry<Self::Id>],
        silence: Duration,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets an entry.
    fn finish(
        &self,
        worker: &str,
        entry: &Entry<Self::Id>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Lets somebody have an entry at once.
    fn put_back(
        &self,
        worker: &str,
        entry: &Entry<Self::Id>,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets the worker, who has ended.
    fn leave(&self, worker: &str) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A worker's reader of a queue, on a connection of its own.
pub(super) trait Reader: Send {
    type Id;

    /// So many entries at most: of workers that are silent, or new ones. None where nothing comes
    /// for a while, or once it is stopped.
    fn next(
        &mut self,
        most: usize,
        stop: &CancellationToken,
    ) -> impl Future<Output = Result<Vec<Entry<Self::Id>>, crate::Error>> + Send;
}

/// A leg as queues keep it.
pub(super) fn written(leg: &Leg) -> Result<String, serde_json::Error> {
    serde_json::to_string(leg)
}

/// Works on what the queue delivers until it is stopped, and what has begun has ended.
pub(super) async fn serve<Q: Queue>(
    queue: &Arc<Q>,
    silence: Duration,
    work: Work,
    at_once: usize,
    stop: CancellationToken,
) {
    match Worker::new(queue.clone(), silence, work, stop.clone()) {
        Ok(worker) => worker.run(at_once).await,
        Err(error) => {
            tracing::error!("no task is worked on: the system has no randomness: {error}");
            stop.cancelled().await;
        }
    }
}
