//! Where a server keeps what outlives a call: the state behind handles, and marks of what may be
//! done once.
//!
//! A [`Store`] holds records under keys, each with an end. In memory it is one process's own;
//! shared, it makes many instances one server.
//!
//! ```
//! use std::time::Duration;
//!
//! use mcp_runtime::store::{Condition, Key, MemoryStore, Store};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> mcp_runtime::Result<()> {
//! let (store, key) = (MemoryStore::new(), Key::new("counters", "visits"));
//! let hour = Duration::from_secs(3600);
//! let first = store.put(&key, "1".into(), hour, Condition::Absent).await?;
//! assert!(first.is_some());
//! assert_eq!(store.put(&key, "1".into(), hour, Condition::Absent).await?, None); // it is there already
//!
//! let record = store.get(&key, None).await?.expect("it lives for an hour");
//! assert_eq!(record.value, "1");
//! let second = store.put(&key, "2".into(), hour, Condition::Unchanged(record.revision)).await?;
//! assert!(second.is_some() && second != first);
//! # Ok(())
//! # }
//! ```

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
pub use error::{Full, StoreError};
#[cfg(feature = "store-file")]
pub use file::FileStore;
pub use key::Key;
pub use memory::MemoryStore;
pub use open::{OpenStore, open};
#[cfg(feature = "store-postgres")]
pub use postgres::PostgresStore;
#[cfg(feature = "tasks-postgres")]
pub(crate) use postgres::{Listening, PostgresAccess};
#[cfg(feature = "tasks-redis")]
pub(crate) use redis::RedisAccess;
#[cfg(feature = "store-redis")]
pub use redis::RedisStore;

use crate::subscription::Bus;

/// The revision of a record when it was read: every change gives it another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Revision(pub u64);

/// A record as it was read.
///
/// ```
/// use std::time::Duration;
///
/// use mcp_runtime::store::{Condition, Key, Store, StoreError};
///
/// /// Counts on, whoever else does meanwhile.
/// async fn count_on(store: &impl Store, key: &Key) -> Result<u64, StoreError> {
///     loop {
///         let (count, condition) = match store.get(key, None).await? {
///             Some(record) => (String::from_utf8_lossy(&record.value).parse().unwrap_or(0), Condition::Unchanged(record.revision)),
///             None => (0, Condition::Absent),
///         };
///         let next: u64 = count + 1;
///         if store.put(key, next.to_string().into(), Duration::from_secs(3600), condition).await?.is_some() {
///             return Ok(next);
///         }
///         // Somebody else was faster: read it again.
///     }
/// }
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> mcp_runtime::Result<()> {
/// # let (store, key) = (mcp_runtime::store::MemoryStore::new(), Key::new("counters", "visits"));
/// # assert_eq!((count_on(&store, &key).await?, count_on(&store, &key).await?), (1, 2));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// Its bytes, as they were put.
    pub value: Bytes,
    /// For a later [`Store::put`] that must not overwrite what somebody else wrote meanwhile.
    pub revision: Revision,
}

impl Record {
    /// Returns a record, for a store of your own.
    pub fn new(value: impl Into<Bytes>, revision: Revision) -> Self {
        Self {
            value: value.into(),
            revision,
        }
    }
}

/// The condition on the existing record under which a write is done.
///
/// ```
/// # use std::time::Duration;
/// # use mcp_runtime::store::{Condition, Key, MemoryStore, Store};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> mcp_runtime::Result<()> {
/// let (store, key) = (MemoryStore::new(), Key::new("jobs", "nightly"));
/// let minute = Duration::from_secs(60);
///
/// // Whoever is first does it, and nobody else in that minute.
/// assert!(store.put(&key, "one".into(), minute, Condition::Absent).await?.is_some());
/// assert!(store.put(&key, "another".into(), minute, Condition::Absent).await?.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Condition {
    /// There is none.
    Absent,
    /// There is none, and its group has fewer records than this. A store that many share may take a
    /// few more that are put at the very same moment.
    Room(usize),
    /// It has this revision.
    Unchanged(Revision),
}

impl Condition {
    /// Whether it holds where the record that is there, if one is, has this revision. `has_fewer`
    /// says whether the group has fewer records than that.
    fn holds(self, there: Option<Revision>, has_fewer: impl FnOnce(usize) -> bool) -> bool {
        match self {
            Self::Absent => there.is_none(),
            Self::Room(most) => there.is_none() && has_fewer(most),
            Self::Unchanged(revision) => there == Some(revision),
        }
    }
}

/// The shortest life of a record, in which it can still be told from none, and the longest, which
/// every clock can add.
const LIVES: (Duration, Duration) = (
    Duration::from_millis(1),
    Duration::from_secs(100 * 365 * 24 * 3600),
);

/// How long a record lives that is to live for `ttl`.
fn lifetime(ttl: Duration) -> Duration {
    ttl.clamp(LIVES.0, LIVES.1)
}

/// Whether a record that lives for another `left` is changed enough by living for `ttl` from now:
/// most uses then write nothing.
fn worthwhile(left: Duration, ttl: Duration) -> bool {
    left.abs_diff(ttl) >= ttl / 10
}

/// A key-value store whose records expire.
///
/// A store promises, and [its contract tests](contract) prove:
/// - what was put is there for whoever asks next, on any instance that shares the store, until its
///   end or its removal;
/// - a record past its end is not there, whether or not its bytes are gone;
/// - of many writes under one [`Condition`], one is done;
/// - what there is no room for is refused, and nothing that is there pays for it;
/// - no operation hangs: what can't be reached is a [`StoreError`] within the store's own time
///   limit.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
///
/// use bytes::Bytes;
/// use mcp_runtime::store::{Condition, Key, Record, Revision, Store, StoreError};
/// use mcp_runtime::subscription::Bus;
///
/// /// Another store, which lets nothing live for longer than a day.
/// struct Daily<S>(S);
///
/// const DAY: Duration = Duration::from_secs(24 * 3600);
///
/// impl<S: Store> Store for Daily<S> {
///     async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
///         self.0.get(key, extend.map(|ttl| ttl.min(DAY))).await
///     }
///
///     async fn put(&self, key: &Key, value: Bytes, ttl: Duration, on: Condition) -> Result<Option<Revision>, StoreError> {
///         self.0.put(key, value, ttl.min(DAY), on).await
///     }
///
///     async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
///         self.0.remove(key).await
///     }
///
///     async fn list(&self, group: &str, after: Option<&str>, limit: usize) -> Result<Vec<String>, StoreError> {
///         self.0.list(group, after, limit).await
///     }
///
///     async fn ping(&self) -> Result<(), StoreError> {
///         self.0.ping().await
///     }
///
///     fn is_persistent(&self) -> bool {
///         self.0.is_persistent()
///     }
///
///     fn bus(&self) -> Option<Arc<dyn Bus>> {
///         self.0.bus()
///     }
/// }
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// # let _ = Hello::new().store(Daily(mcp_runtime::store::MemoryStore::new()));
/// ```
pub trait Store: Send + Sync + 'static {
    /// The record under `key`, if it is there and not past its end. With `extend`, it lives that
    /// long from now; a store may leave out an extension that changes the end by less than a tenth
    /// of it.
    fn get(
        &self,
        key: &Key,
        extend: Option<Duration>,
    ) -> impl Future<Output = Result<Option<Record>, StoreError>> + Send;

    /// Puts a record that lives for `ttl` from now, and gives its revision; `None` where the
    /// condition doesn't hold, and nothing was done. A store that has bounds of its own refuses what
    /// is beyond them by [`StoreError::full`].
    fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> impl Future<Output = Result<Option<Revision>, StoreError>> + Send;

    /// Removes a record. False where there was none.
    fn remove(&self, key: &Key) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The ids of a group's records that are not past their end, in their order, after `after`, so
    /// many at most.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use mcp_runtime::store::{Condition, Key, MemoryStore, Store};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> mcp_runtime::Result<()> {
    /// let store = MemoryStore::new();
    /// for id in ["b", "a", "c"] {
    ///     store.put(&Key::new("letters", id), "".into(), Duration::from_secs(60), Condition::Absent).await?;
    /// }
    /// assert_eq!(store.list("letters", None, 2).await?, ["a", "b"]);
    /// assert_eq!(store.list("letters", Some("b"), 2).await?, ["c"]);
    /// # Ok(())
    /// # }
    /// ```
    fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// Whether the store can be reached and works: what `/readyz` and the start of a server ask.
    fn ping(&self) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Whether its records are there for another process, or for this one after a restart.
    ///
    /// State sealed with keys of one process alone would be of no use in such a store, so a server
    /// with one needs [sealing keys](crate::Server::sealing_keys).
    fn is_persistent(&self) -> bool;

    /// Returns the bus that carries changes to subscribers of all instances that share the store;
    /// `None` where there is only one.
    fn bus(&self) -> Option<Arc<dyn Bus>> {
        None
    }
}

impl<S: Store> Store for Arc<S> {
    fn get(
        &self,
        key: &Key,
        extend: Option<Duration>,
    ) -> impl Future<Output = Result<Option<Record>, StoreError>> + Send {
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

    fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send {
        S::list(self, group, after, limit)
    }

    fn ping(&self) -> impl Future<Output = Result<(), StoreError>> + Send {
        S::ping(self)
    }

    fn is_persistent(&self) -> bool {
        S::is_persistent(self)
    }

    fn bus(&self) -> Option<Arc<dyn Bus>> {
        S::bus(self)
    }
}
