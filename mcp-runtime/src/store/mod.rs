//! Where a server keeps what outlives a call: the state behind handles, and marks of what may be done once.
//!
//! A [`Store`] holds records under keys, each with an end. In memory it is one process's own; shared, it makes many
//! instances one server.

#[cfg(any(feature = "store-redis", feature = "store-postgres"))]
mod attempts;
pub mod contract;
mod erased;
mod error;
#[cfg(feature = "store-file")]
mod file;
mod key;
mod memory;
mod open;
#[cfg(any(feature = "store-redis", feature = "store-postgres"))]
mod outbox;
#[cfg(feature = "store-postgres")]
mod postgres;
#[cfg(feature = "store-redis")]
mod redis;
#[cfg(any(feature = "store-redis", feature = "store-postgres"))]
mod remote_bus;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

pub(crate) use erased::SharedStore;
pub use error::StoreError;
#[cfg(feature = "store-file")]
pub use file::FileStore;
pub use key::Key;
pub use memory::MemoryStore;
pub use open::{OpenStore, open};
#[cfg(feature = "store-postgres")]
pub use postgres::PostgresStore;
#[cfg(feature = "store-redis")]
pub use redis::RedisStore;

use crate::subscription::Bus;

/// What a record was when it was read: any change gives it another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Revision(pub u64);

/// A record as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its bytes, as they were put.
    pub value: Bytes,
    /// For a later [`Store::put`] that must not overwrite what somebody else wrote meanwhile.
    pub revision: Revision,
}

/// What must be true of the record that is there, for a write to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is none.
    Absent,
    /// It has this revision.
    Unchanged(Revision),
}

impl Condition {
    /// Whether it holds where the record that is there, if one is, has this revision.
    fn holds(self, there: Option<Revision>) -> bool {
        match self {
            Self::Absent => there.is_none(),
            Self::Unchanged(revision) => there == Some(revision),
        }
    }
}

/// The shortest life of a record, in which it can still be told from none, and the longest, which every clock can add.
const LIVES: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(100 * 365 * 24 * 3600));

/// How long a record lives that is to live for `ttl`.
fn lifetime(ttl: Duration) -> Duration {
    ttl.clamp(LIVES.0, LIVES.1)
}

/// Whether a record that lives for another `left` is changed enough by living for `ttl` from now: most uses then write nothing.
fn worthwhile(left: Duration, ttl: Duration) -> bool {
    left.abs_diff(ttl) >= ttl / 10
}

/// Keeps records for as long as they are to live.
///
/// A store promises, and [its contract tests](contract) prove:
/// - what was put is there for whoever asks next, on any instance that shares the store, until its end or its removal;
/// - a record past its end is not there, whether or not its bytes are gone;
/// - of many writes under one [`Condition`], one is done;
/// - no operation hangs: what can't be reached is a [`StoreError`] within the store's own time limit.
pub trait Store: Send + Sync + 'static {
    /// The record under `key`, if it is there and not past its end. With `extend`, it lives that long from now; a store may
    /// leave out an extension that changes the end by less than a tenth of it.
    fn get(&self, key: &Key, extend: Option<Duration>) -> impl Future<Output = Result<Option<Record>, StoreError>> + Send;

    /// Puts a record that lives for `ttl` from now, and gives its revision; `None` where the condition doesn't hold, and
    /// nothing was done.
    fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> impl Future<Output = Result<Option<Revision>, StoreError>> + Send;

    /// Removes a record. False where there was none.
    fn remove(&self, key: &Key) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The ids of a group's records that are not past their end, in their order, after `after`, so many at most.
    fn list(&self, group: &str, after: Option<&str>, limit: usize) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// Whether the store can be reached and works: what `/readyz` and the start of a server ask.
    fn ping(&self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Whether its records are there for another process, or for this one after a restart.
    ///
    /// What is sealed with keys of one process alone would be of no use in it, so such a store needs
    /// [state keys](crate::Server::state_keys).
    fn outlives_the_process(&self) -> bool;

    /// What carries changes to subscribers of all instances that share the store; `None` where there is only one.
    fn bus(&self) -> Option<Arc<dyn Bus>> {
        None
    }
}

impl<S: Store> Store for Arc<S> {
    fn get(&self, key: &Key, extend: Option<Duration>) -> impl Future<Output = Result<Option<Record>, StoreError>> + Send {
        S::get(self, key, extend)
    }

    fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> impl Future<Output = Result<Option<Revision>, StoreError>> + Send {
        S::put(self, key, value, ttl, on)
    }

    fn remove(&self, key: &Key) -> impl Future<Output = Result<bool, StoreError>> + Send {
        S::remove(self, key)
    }

    fn list(&self, group: &str, after: Option<&str>, limit: usize) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send {
        S::list(self, group, after, limit)
    }

    fn ping(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        S::ping(self)
    }

    fn outlives_the_process(&self) -> bool {
        S::outlives_the_process(self)
    }

    fn bus(&self) -> Option<Arc<dyn Bus>> {
        S::bus(self)
    }
}
