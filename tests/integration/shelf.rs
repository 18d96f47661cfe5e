//! A store whose time and failures are the test's to decide, shared by all that hold it.

use std::collections::BTreeMap;
use std::future::pending;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use bytes::Bytes;
use mcp_runtime::store::{Condition, Key, Record, Revision, Store, StoreError};

/// The error text of a failing store, which no client may read.
pub(crate) const SECRET: &str = "redis://ada:hunter2@10.0.0.7";

#[derive(Clone, Debug, Default)]
pub(crate) struct Shelf(Arc<Mutex<Inner>>);

#[derive(Debug, Default)]
pub(crate) struct Inner {
    pub(crate) mood: Mood,
    /// Whether it says that other processes have it, too.
    is_shared: bool,
    /// Moves when a test says so.
    pub(crate) now: Duration,
    /// How long records were to live from then: of those that were read, and of those that were
    /// put.
    pub(crate) extended: Vec<Option<Duration>>,
    pub(crate) put: Vec<Duration>,
    pub(crate) records: BTreeMap<Key, (Record, Duration)>,
    revisions: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    #[default]
    Works,
    Fails,
    Hangs,
}

impl Shelf {
    /// One that says that other processes have it, too.
    pub(crate) fn shared() -> Self {
        let shelf = Self::default();
        shelf.inner().is_shared = true;
        shelf
    }

    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap()
    }

    pub(crate) fn set(&self, mood: Mood) {
        self.inner().mood = mood;
    }

    pub(crate) fn pass(&self, time: Duration) {
        self.inner().now += time;
    }

    async fn working(&self) -> Result<(), StoreError> {
        let mood = self.inner().mood;
        // Others go on meanwhile, as they do while a shared store is asked.
        tokio::task::yield_now().await;
        match mood {
            Mood::Works => Ok(()),
            Mood::Fails => Err(StoreError::new("asking the shelf", SECRET)),
            Mood::Hangs => pending().await,
        }
    }
}

impl Inner {
    fn get(&self, key: &Key) -> Option<&Record> {
        self.records
            .get(key)
            .filter(|(_, end)| *end > self.now)
            .map(|(record, _)| record)
    }
}

impl Store for Shelf {
    async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
        self.working().await?;
        let mut inner = self.inner();
        inner.extended.push(extend);
        let Some(record) = inner.get(key).cloned() else {
            return Ok(None);
        };
        if let Some(ttl) = extend {
            let end = inner.now + ttl;
            inner.records.insert(key.clone(), (record.clone(), end));
        }
        Ok(Some(record))
    }

    async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        self.working().await?;
        let mut inner = self.inner();
        let there = inner.get(key).map(|record| record.revision);
        let key_group = key.group();
        let holds = match on {
            Condition::Absent => there.is_none(),
            Condition::Room(most) => {
                let of_group = |key: &&Key| key.group() == key_group && inner.get(key).is_some();
                there.is_none() && inner.records.keys().filter(of_group).count() < most
            }
            Condition::Unchanged(revision) => there == Some(revision),
        };
        if !holds {
            return Ok(None);
        }
        inner.put.push(ttl);
        inner.revisions += 1;
        let (revision, end) = (Revision(inner.revisions), inner.now + ttl);
        inner
            .records
            .insert(key.clone(), (Record::new(value, revision), end));
        Ok(Some(revision))
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        self.working().await?;
        let mut inner = self.inner();
        let was_there = inner.get(key).is_some();
        inner.records.remove(key);
        Ok(was_there)
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.working().await?;
        let inner = self.inner();
        let of_group = inner
            .records
            .keys()
            .filter(|key| key.group() == group && after.is_none_or(|after| key.id() > after));
        Ok(of_group
            .filter(|key| inner.get(key).is_some())
            .take(limit)
            .map(|key| key.id().to_owned())
            .collect())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.working().await
    }

    fn is_persistent(&self) -> bool {
        self.inner().is_shared
    }
}
