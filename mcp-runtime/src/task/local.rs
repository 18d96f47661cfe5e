use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;

use super::dispatch::{CancellationToken, Dispatch, DispatchError, Leg, Receipt, Work};
use crate::response::drop_quietly;

/// How long a leg that was returned waits before it is delivered again: first, and at most.
const WAITS: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(2));

/// An engine of one process: a queue in memory, without any dependency.
///
/// It delivers once. What it holds is gone with the process; the server finds it again in a store
/// that is there after a restart.
///
/// ```
/// use mcp_runtime::task::{LocalDispatch, contract};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// contract::check(LocalDispatch::default()).await;
/// # }
/// ```
#[derive(Default)]
pub struct LocalDispatch {
    queue: Arc<Queue>,
}

#[derive(Default)]
struct Queue {
    legs: Mutex<Legs>,
    came: Notify,
}

#[derive(Default)]
struct Legs {
    /// Each with the time that it waits if it is returned.
    waiting: VecDeque<(Leg, Duration)>,
    /// The same, to be asked: a leg that waits isn't put there twice.
    known: HashSet<Leg>,
}

impl fmt::Debug for LocalDispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalDispatch")
            .field("waiting", &self.queue.lock().waiting.len())
            .finish()
    }
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, Legs> {
        self.legs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, leg: Leg, wait: Duration) {
        {
            let mut legs = self.lock();
            if !legs.known.insert(leg.clone()) {
                return;
            }
            legs.waiting.push_back((leg, wait));
        }
        self.came.notify_one();
    }

    fn pop(&self) -> Option<(Leg, Duration)> {
        let mut legs = self.lock();
        let (leg, wait) = legs.waiting.pop_front()?;
        legs.known.remove(&leg);
        Some((leg, wait))
    }

    async fn next(&self) -> (Leg, Duration) {
        loop {
            let came = self.came.notified();
            if let Some(next) = self.pop() {
                // Another one who waits may have been passed over.
                self.came.notify_one();
                return next;
            }
            came.await;
        }
    }
}

impl Dispatch for LocalDispatch {
    async fn send(&self, leg: Leg) -> Result<(), DispatchError> {
        self.queue.push(leg, WAITS.0);
        Ok(())
    }

    async fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) {
        let room = Arc::new(Semaphore::new(at_once.max(1)));
        let mut running = JoinSet::new();
        loop {
            let next = async {
                let slot = room.clone().acquire_owned().await.ok()?;
                let (leg, wait) = self.queue.next().await;
                Some((leg, wait, slot))
            };
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                next = next => {
                    let Some((leg, wait, slot)) = next else { break };
                    running.spawn(deliver(self.queue.clone(), work.clone(), leg, wait, slot));
                }
                // Those that have ended are not kept until the end.
                Some(_) = running.join_next() => {}
            }
        }
        while running.join_next().await.is_some() {}
    }

    fn takes_over(&self) -> bool {
        false
    }
}

/// Works on one leg, which comes again if it is returned.
async fn deliver(
    queue: Arc<Queue>,
    work: Work,
    leg: Leg,
    wait: Duration,
    slot: OwnedSemaphorePermit,
) {
    let worked = AssertUnwindSafe(work.run(leg.clone())).catch_unwind().await;
    drop(slot);
    match worked {
        Ok(Receipt::Done) => {}
        Ok(Receipt::Returned) => {
            tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                queue.push(leg, (wait * 2).min(WAITS.1));
            });
        }
        Err(panic) => {
            tracing::error!(tool = leg.tool(), "a worker panicked");
            drop_quietly(panic);
        }
    }
}
