//! An engine on PostgreSQL: a queue of PGMQ.

mod queue;
mod reader;
mod statements;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::dispatch::{CancellationToken, Dispatch, DispatchError, Leg, Work};
use super::fleet::{self, SILENCE};
use crate::store::{OpenStore, PostgresStore, StoreError};
use queue::Queue;

/// PGMQ counts in seconds, and a worker says three times in its silence that it works.
const LEAST_SILENCE: Duration = Duration::from_secs(1);

/// An engine for any number of instances, on the PostgreSQL of their store: a queue of
/// [PGMQ](https://github.com/pgmq/pgmq), which is a set of functions in the database. It is tested
/// with PGMQ 1.13 on PostgreSQL 15.
///
/// Where the database offers it as an extension, [`open`](Self::open) creates it. Elsewhere, run
/// the script `pgmq.sql` of its repository once, as the repository's page on installation says;
/// then no extension is needed. Beside the tables of the store, there is the queue
/// `mcp_tasks_SCHEMA`, named after the schema of these, such as `mcp_tasks_public`. For a role that
/// may not create it, create it beforehand, and let the role use it:
///
/// ```sql
/// SELECT pgmq.create('mcp_tasks_public');
/// GRANT USAGE ON SCHEMA pgmq TO shop;
/// GRANT SELECT, INSERT, UPDATE, DELETE ON pgmq.q_mcp_tasks_public TO shop;
/// ```
///
/// A message is the id of a task and the name of its tool. Messages of tasks that have ended are
/// deleted, and not archived. More than 100,000 messages are refused, so that the queue has a bound
/// where nobody works. New ones are told of by `NOTIFY`, on a channel that is called like the
/// queue.
///
/// While a worker works on a task it extends the message's visibility timeout, three times within
/// the [silence](Self::silence) that it may have. After that, its tasks are delivered to others.
/// Times are those of the database: the clocks of instances don't matter. A worker that stops gives
/// back what it has. While the database is away nothing is delivered, and afterwards workers go on
/// by themselves.
///
/// ```no_run
/// # use mcp_runtime::prelude::*;
/// use mcp_runtime::store::PostgresStore;
/// use mcp_runtime::task::{Dispatch, Leg, PostgresDispatch};
///
/// # async fn run() -> mcp_runtime::Result<()> {
/// let store = PostgresStore::connect("postgres://db.internal/shop").await?;
/// let engine = PostgresDispatch::open(&store).await?;
/// engine.send(Leg::new("AQIDBA", "transcribe", "1f2e")).await?;
/// # Ok(())
/// # }
/// ```
pub struct PostgresDispatch {
    queue: Arc<Queue>,
    silence: Duration,
}

impl fmt::Debug for PostgresDispatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresDispatch")
            .field("queue", &self.queue.name())
            .field("silence", &self.silence)
            .finish()
    }
}

impl PostgresDispatch {
    /// On the PostgreSQL of this store. Creates the queue, unless it is there.
    ///
    /// # Errors
    ///
    /// If the database can't be reached, has no PGMQ and doesn't offer it, or if the role may not
    /// create what is missing.
    pub async fn open(store: &PostgresStore) -> Result<Self, StoreError> {
        Ok(Self {
            queue: Arc::new(Queue::open(store.access().clone()).await?),
            silence: SILENCE,
        })
    }

    /// On the PostgreSQL of a store that was [opened by its URL](crate::store::open); `None` where
    /// that is none on PostgreSQL. A server with tasks on the command line does so by itself: with
    /// `--store postgres://…`, its instances share the work of their tasks.
    ///
    /// ```
    /// use mcp_runtime::store;
    /// use mcp_runtime::task::PostgresDispatch;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> mcp_runtime::Result<()> {
    /// let store = store::open("memory").await?;
    /// assert!(PostgresDispatch::of(&store).await?.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub async fn of(store: &OpenStore) -> Result<Option<Self>, StoreError> {
        match store.postgres() {
            Some(store) => Self::open(store).await.map(Some),
            None => Ok(None),
        }
    }

    /// How long a worker may be silent before its tasks are delivered to others, in whole seconds;
    /// 15 unless set. All instances need the same. Shorter, and a worker that is slow for a moment
    /// is taken for dead; longer, and the tasks of a dead one wait.
    ///
    /// ```no_run
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// use std::time::Duration;
    ///
    /// use mcp_runtime::store::PostgresStore;
    /// use mcp_runtime::task::PostgresDispatch;
    ///
    /// let store = PostgresStore::connect("postgres://db.internal/shop").await?;
    /// let engine = PostgresDispatch::open(&store).await?.silence(Duration::from_secs(60));
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

impl Dispatch for PostgresDispatch {
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
        self.queue.ping().await.map_err(DispatchError::new)
    }
}
