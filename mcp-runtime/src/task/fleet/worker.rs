//! A worker: takes entries, works on their legs, and says meanwhile that it lives.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures_util::FutureExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep};

use super::{Entry, Queue, Reader as _};
use crate::response::drop_quietly;
use crate::task::{CancellationToken, Leg, Receipt, Work};

/// How long an entry that was returned waits before it is queued again: first, and at most.
const WAITS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// Entries that may wait so at a time. Others keep the place of one that is worked on.
const MOST_RETURNED: usize = 256;

/// The pause after an error: first, and at most.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

pub(super) struct Worker<Q: Queue> {
    queue: Arc<Q>,
    /// No other has it, nor had it.
    name: String,
    silence: Duration,
    work: Work,
    stop: CancellationToken,
    /// The entries that it has, each as it was delivered last.
    held: Mutex<BTreeMap<Q::Id, Entry<Q::Id>>>,
    /// Room for those that were returned.
    returned: Semaphore,
}

impl<Q: Queue> Worker<Q> {
    pub(super) fn new(
        queue: Arc<Q>,
        silence: Duration,
        work: Work,
        stop: CancellationToken,
    ) -> Result<Self, orion::errors::UnknownCryptoError> {
        let mut name = [0; 12];
        orion::util::secure_rand_bytes(&mut name)?;
        Ok(Self {
            queue,
            name: URL_SAFE_NO_PAD.encode(name),
            silence,
            work,
            stop,
            held: Mutex::default(),
            returned: Semaphore::new(MOST_RETURNED),
        })
    }

    /// Works until it is stopped, and what it has begun has ended.
    pub(super) async fn run(self, at_once: usize) {
        let worker = Arc::new(self);
        let working = async {
            let mut running = JoinSet::new();
            worker.receive(&mut running, at_once.max(1)).await;
            while running.join_next().await.is_some() {}
            if let Err(error) = worker.queue.leave(&worker.name).await {
                tracing::warn!("other workers wait for what this one may have: {error}");
            }
        };
        tokio::select! {
            () = working => {}
            () = worker.beat() => {}
        }
    }

    fn held(&self) -> MutexGuard<'_, BTreeMap<Q::Id, Entry<Q::Id>>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says again and again that it still works on what it has.
    async fn beat(&self) {
        let mut beat = interval(self.silence / 3);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            beat.tick().await;
            let held: Vec<_> = self.held().values().cloned().collect();
            if held.is_empty() {
                continue;
            }
            if let Err(error) = self.queue.beat(&self.name, &held, self.silence).await {
                tracing::warn!("work on tasks may be taken for lost, and done twice: {error}");
            }
        }
    }

    /// Begins what is delivered, until it is stopped.
    async fn receive(self: &Arc<Self>, running: &mut JoinSet<()>, at_once: usize) {
        let room = Arc::new(Semaphore::new(at_once));
        let mut reader = None;
        let mut pause = PAUSES.0;
        while !self.stop.is_cancelled() {
            // Those that have ended are not kept until the end.
            while running.try_join_next().is_some() {}
            let slots = tokio::select! {
                biased;
                () = self.stop.cancelled() => return,
                slots = free(&room) => slots,
            };
            match self.next(&mut reader, slots.num_permits()).await {
                Ok(entries) => {
                    pause = PAUSES.0;
                    self.begin(running, entries, slots).await;
                }
                Err(error) => {
                    reader = None;
                    tracing::warn!("tasks can't be taken from {} for now: {error}", Q::KEPT_BY);
                    tokio::select! {
                        () = self.stop.cancelled() => return,
                        () = sleep(pause) => {}
                    }
                    pause = (pause * 2).min(PAUSES.1);
                }
            }
        }
    }

    async fn next(
        &self,
        reader: &mut Option<Q::Reader>,
        most: usize,
    ) -> Result<Vec<Entry<Q::Id>>, crate::Error> {
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(self.queue.open(&self.name, self.silence).await?),
        };
        reader.next(most, &self.stop).await
    }

    async fn begin(
        self: &Arc<Self>,
        running: &mut JoinSet<()>,
        mut entries: Vec<Entry<Q::Id>>,
        mut slots: OwnedSemaphorePermit,
    ) {
        // It takes over from itself what it could not say in time that it has.
        entries.retain(|entry| match self.held().get_mut(&entry.id) {
            Some(held) => {
                held.times = entry.times;
                false
            }
            None => true,
        });
        if self.stop.is_cancelled() {
            return self.give_back(&entries).await;
        }
        if entries.is_empty() {
            return;
        }
        if let Err(error) = self.queue.take(&entries).await {
            tracing::warn!(
                "tasks that were taken from {} come again: {error}",
                Q::KEPT_BY
            );
            return;
        }
        for entry in entries {
            let Some(slot) = slots.split(1) else {
                // A queue gives no more than it is asked for.
                return;
            };
            self.held().insert(entry.id.clone(), entry.clone());
            running.spawn(self.clone().deliver(entry, slot));
        }
    }

    /// Others have at once what comes when it is stopped.
    async fn give_back(&self, entries: &[Entry<Q::Id>]) {
        for entry in entries {
            if let Err(error) = self.queue.put_back(&self.name, entry).await {
                tracing::warn!("a task waits until this worker is taken for dead: {error}");
            }
        }
    }

    async fn deliver(self: Arc<Self>, entry: Entry<Q::Id>, slot: OwnedSemaphorePermit) {
        let _held = Held {
            worker: &self,
            id: &entry.id,
        };
        let receipt = match serde_json::from_str::<Leg>(&entry.leg) {
            Ok(leg) => AssertUnwindSafe(self.work.run(leg)).catch_unwind().await,
            Err(_) => {
                tracing::error!(entry = entry.leg, "what is queued is no work of a task");
                Ok(Receipt::Done)
            }
        };
        let settled = match receipt {
            Ok(Receipt::Done) => self.queue.finish(&self.name, &self.latest(&entry)).await,
            Ok(Receipt::Returned) => {
                let _place = self.returned.acquire().await;
                drop(slot);
                let times = 1 << entry.times.min(8);
                tokio::select! {
                    () = self.stop.cancelled() => {}
                    () = sleep((WAITS.0 * times).min(WAITS.1)) => {}
                }
                self.queue.put_back(&self.name, &self.latest(&entry)).await
            }
            Err(panic) => {
                tracing::error!("a worker panicked: its task is delivered again");
                drop_quietly(panic);
                return;
            }
        };
        if let Err(error) = settled {
            tracing::warn!("a task that was worked on is delivered again: {error}");
        }
    }

    /// The entry as it was delivered last: to this worker once more, if it was silent for long.
    fn latest(&self, entry: &Entry<Q::Id>) -> Entry<Q::Id> {
        self.held().get(&entry.id).unwrap_or(entry).clone()
    }
}

/// All slots that are free, once there is one.
async fn free(room: &Arc<Semaphore>) -> OwnedSemaphorePermit {
    const OPEN: &str = "it is never closed";
    let mut slots = room.clone().acquire_owned().await.expect(OPEN);
    let others = room.available_permits() as u32;
    if let Ok(others) = room.clone().try_acquire_many_owned(others) {
        slots.merge(others);
    }
    slots
}

/// An entry that a worker has, until this is dropped.
struct Held<'a, Q: Queue> {
    worker: &'a Worker<Q>,
    id: &'a Q::Id,
}

impl<Q: Queue> Drop for Held<'_, Q> {
    fn drop(&mut self) {
        self.worker.held().remove(self.id);
    }
}
