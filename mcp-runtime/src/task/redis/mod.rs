//! An engine on Redis: a stream and its consumer group.

mod queue;
mod reader;
mod scripts;
mod worker;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::dispatch::{CancellationToken, Dispatch, DispatchError, Leg, Work};
use super::fleet::{self, SILENCE};
use crate::store::{OpenStore, RedisStore};
use queue::Queue;

/// A worker that is slow for a moment is not taken for dead.
const LEAST_SILENCE: Duration = Duration::from_millis(300);

/// An engine for any number of instances, on the Redis of their store: a stream, of which a
/// consumer group takes. Redis 6.2 or later.
///
/// While a worker works on a task it says so to Redis, three times within the
/// [silence](Self::silence) that it may have. After that, its tasks are delivered to others. Times
/// are those of Redis: the clocks of instances don't matter. A worker that stops gives back what it
/// has. While Redis is away nothing is delivered, and afterwards workers go on by themselves.
///
/// Beside the [keys of the store](RedisStore), and with the same prefix, there are:
///
/// | key | type | what |
/// |---|---|---|
/// | `mcp:1:{tasks}:legs` | stream | work that waits or is under way; its group is `workers` |
/// | `mcp:1:{tasks}:queued` | hash | the entries of what waits, so that nothing waits twice |
///
/// An entry is the id of a task and the name of its tool. What has ended is deleted. More than
/// 100,000 entries are refused, so that the stream has a bound where nobody works.
///
/// ```no_run
/// # use mcp_runtime::SealingKeys;
/// # use mcp_runtime::prelude::*;
/// use mcp_runtime::store::RedisStore;
/// use mcp_runtime::task::{CancellationToken, Dispatch, Leg, Receipt, RedisDispatch, Work};
///
/// # async fn run() -> mcp_runtime::Result<()> {
/// let store = RedisStore::connect("redis://redis.internal/0?prefix=shop").await?;
/// let engine = RedisDispatch::new(&store);
/// engine.send(Leg::new("AQIDBA", "transcribe", "1f2e")).await?;
/// # Ok(())
/// # }
/// ```
pub struct RedisDispatch {
    queue: Arc<Queue>,
    silence: Duration,
}

impl fmt::Debug for RedisDispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisDispatch")
            .field("legs", &self.queue.legs())
            .field("silence", &self.silence)
            .finish()
    }
}

impl RedisDispatch {
    /// On the Redis of this store, and with its prefix.
    pub fn new(store: &RedisStore) -> Self {
        Self {
            queue: Arc::new(Queue::new(store.access())),
            silence: SILENCE,
        }
    }

    /// On the Redis of a store that was [opened by its URL](crate::store::open); `None` where that
    /// is none on Redis. A server on the command line does so by itself: with
    /// `--store redis://…`, its instances share the work of their tasks.
    ///
    /// ```
    /// use mcp_runtime::store;
    /// use mcp_runtime::task::RedisDispatch;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> mcp_runtime::Result<()> {
    /// let store = store::open("memory").await?;
    /// assert!(RedisDispatch::of(&store).is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(store: &OpenStore) -> Option<Self> {
        store.redis().map(Self::new)
    }

    /// How long a worker may be silent before its tasks are delivered to others; 15 seconds unless
    /// set. All instances need the same. Shorter, and a worker that is slow for a moment is taken
    /// for dead; longer, and the tasks of a dead one wait.
    ///
    /// ```no_run
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// use std::time::Duration;
    ///
    /// use mcp_runtime::store::RedisStore;
    /// use mcp_runtime::task::RedisDispatch;
    ///
    /// let store = RedisStore::connect("redis://redis.internal").await?;
    /// let engine = RedisDispatch::new(&store).silence(Duration::from_secs(60));
    /// # let _ = engine;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn silence(mut self, silence: Duration) -> Self {
        self.silence = silence.max(LEAST_SILENCE);
        self
    }
}

impl Dispatch for RedisDispatch {
    async fn send(&self, leg: Leg) -> Result<(), DispatchError> {
        self.queue.send(&leg).await.map_err(DispatchError::new)
    }

    async fn serve(&self, work: Work, at_once: usize, stop: CancellationToken) {
        fleet::serve(&self.queue, self.silence, work, at_once, stop).await;
    }

    fn takes_over(&self) -> bool {
        true
    }

    async fn ping(&self) -> Result<(), DispatchError> {
        let ping = self.queue.access().ping().await;
        ping.map_err(DispatchError::new)
    }
}
