use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Condition, Key, Record, Revision, Store, StoreError, lifetime, worthwhile};

/// What a record costs beside its key and its bytes: its places in the three maps.
const OVERHEAD: usize = 320;

/// How many records past their end one write clears away: more than it adds, so that they never
/// pile up.
const CLEARED: usize = 8;

/// Records in the memory of this process, which are gone with it. What a server has unless it is
/// given another store.
///
/// It is bounded: when it is full, a new record takes the place of those that would end next. For
/// records that live longer by being used, these are the ones that weren't used for the longest
/// time.
///
/// ```
/// use mcp_runtime::store::MemoryStore;
///
/// let store = MemoryStore::new().max_bytes(16 << 20).max_records(10_000);
/// # let _ = store;
/// ```
pub struct MemoryStore {
    max_bytes: usize,
    max_records: usize,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    records: HashMap<Arc<Key>, Entry>,
    /// For lists.
    order: BTreeSet<Arc<Key>>,
    /// By end and place, the first to end first.
    ends: BTreeMap<(Instant, u64), Arc<Key>>,
    /// What all records cost.
    bytes: usize,
    /// Counts revisions and places among the ends: neither comes twice.
    counter: u64,
}

struct Entry {
    value: Bytes,
    revision: Revision,
    /// Where it stands among the ends.
    end: (Instant, u64),
}

impl MemoryStore {
    /// A store of 64 MiB and 100,000 records at most.
    pub fn new() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_records: 100_000,
            book: Mutex::default(),
        }
    }

    /// So many bytes at most, keys and what it takes to find a record included.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// So many records at most.
    #[must_use]
    pub fn max_records(mut self, records: usize) -> Self {
        self.max_records = records;
        self
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        // Nothing in here panics half way.
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(
        &self,
        key: &Key,
        value: &Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        let cost = cost(key, value);
        if cost > self.max_bytes || self.max_records == 0 {
            return Err(StoreError::new(
                "keeping a record",
                format!(
                    "one of {} bytes is larger than the store, which has {}",
                    value.len(),
                    self.max_bytes
                ),
            ));
        }
        // What it is a part of may be larger, and would stay in memory with it.
        let (key, value) = (Arc::new(key.clone()), Bytes::copy_from_slice(value));
        let now = Instant::now();
        let mut book = self.book();
        let there = book
            .records
            .get(&*key)
            .filter(|entry| entry.end.0 > now)
            .map(|entry| entry.revision);
        if !on.holds(there) {
            return Ok(None);
        }
        book.remove(&key);
        book.clear(now);
        while book.bytes + cost > self.max_bytes || book.records.len() >= self.max_records {
            book.remove_first();
        }
        Ok(Some(book.insert(key, value, now + lifetime(ttl))))
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            max_bytes,
            max_records,
            book: _,
        } = self;
        let (records, bytes) = (self.book().records.len(), self.book().bytes);
        f.debug_struct("MemoryStore")
            .field("records", &records)
            .field("max_records", max_records)
            .field("bytes", &bytes)
            .field("max_bytes", max_bytes)
            .finish()
    }
}

impl Store for MemoryStore {
    async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
        let now = Instant::now();
        let mut book = self.book();
        let Some(entry) = book.records.get(key).filter(|entry| entry.end.0 > now) else {
            return Ok(None);
        };
        let record = Record {
            value: entry.value.clone(),
            revision: entry.revision,
        };
        if let Some(ttl) = extend.map(lifetime)
            && worthwhile(entry.end.0 - now, ttl)
        {
            book.extend(key, now + ttl);
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
        self.write(key, &value, ttl, on)
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        let now = Instant::now();
        Ok(self
            .book()
            .remove(key)
            .is_some_and(|entry| entry.end.0 > now))
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let from = Key::unchecked(group, after.unwrap_or_default());
        let now = Instant::now();
        let book = self.book();
        let following = book
            .order
            .range::<Key, _>((Bound::Excluded(&from), Bound::Unbounded));
        let of_group = following.take_while(|key| key.group() == group);
        let living = of_group.filter(|key| {
            book.records
                .get(*key)
                .is_some_and(|entry| entry.end.0 > now)
        });
        Ok(living.take(limit).map(|key| key.id().to_owned()).collect())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn outlives_the_process(&self) -> bool {
        false
    }
}

impl Book {
    fn insert(&mut self, key: Arc<Key>, value: Bytes, end: Instant) -> Revision {
        self.counter += 1;
        let (revision, end) = (Revision(self.counter), (end, self.counter));
        self.bytes += cost(&key, &value);
        self.order.insert(key.clone());
        self.ends.insert(end, key.clone());
        self.records.insert(
            key,
            Entry {
                value,
                revision,
                end,
            },
        );
        revision
    }

    fn extend(&mut self, key: &Key, end: Instant) {
        self.counter += 1;
        let Some(entry) = self.records.get_mut(key) else {
            return;
        };
        let Some(key) = self.ends.remove(&entry.end) else {
            return;
        };
        entry.end = (end, self.counter);
        self.ends.insert(entry.end, key);
    }

    fn remove(&mut self, key: &Key) -> Option<Entry> {
        let entry = self.records.remove(key)?;
        self.order.remove(key);
        self.ends.remove(&entry.end);
        self.bytes -= cost(key, &entry.value);
        Some(entry)
    }

    fn remove_first(&mut self) {
        if let Some(key) = self.ends.first_key_value().map(|(_, key)| key.clone()) {
            self.remove(&key);
        }
    }

    /// Clears away some of what is past its end.
    fn clear(&mut self, now: Instant) {
        for _ in 0..CLEARED {
            match self.ends.first_key_value() {
                Some(((end, _), _)) if *end <= now => self.remove_first(),
                _ => break,
            }
        }
    }
}

fn cost(key: &Key, value: &Bytes) -> usize {
    OVERHEAD + key.group().len() + key.id().len() + value.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn key(id: impl ToString) -> Key {
        Key::new("group", id.to_string())
    }

    async fn put(store: &MemoryStore, id: impl ToString, ttl: Duration) -> Option<Revision> {
        store
            .put(
                &key(id),
                Bytes::from_static(b"value"),
                ttl,
                Condition::Absent,
            )
            .await
            .expect("there is room")
    }

    async fn is_there(store: &MemoryStore, id: impl ToString) -> bool {
        store
            .get(&key(id), None)
            .await
            .expect("memory works")
            .is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn a_record_ends_and_makes_room_for_another_of_its_key() {
        let store = MemoryStore::new();
        let first = put(&store, 1, MINUTE).await;
        assert!(first.is_some() && put(&store, 1, MINUTE).await.is_none());
        tokio::time::advance(MINUTE).await;
        assert!(!is_there(&store, 1).await && !store.remove(&key(1)).await.expect("memory works"));
        assert!(
            store
                .list("group", None, 9)
                .await
                .expect("memory works")
                .is_empty()
        );
        let second = put(&store, 1, MINUTE).await;
        assert!(second.is_some() && second != first, "another revision");
    }

    #[tokio::test(start_paused = true)]
    async fn an_extension_that_is_worth_it_moves_the_end() {
        let store = MemoryStore::new();
        put(&store, 1, MINUTE).await;
        tokio::time::advance(MINUTE / 2).await;
        assert!(
            store
                .get(&key(1), Some(MINUTE))
                .await
                .expect("memory works")
                .is_some()
        );
        tokio::time::advance(MINUTE / 10 * 9).await;
        assert!(is_there(&store, 1).await);
        // A shorter life is one, too.
        assert!(
            store
                .get(&key(1), Some(Duration::from_millis(1)))
                .await
                .expect("memory works")
                .is_some()
        );
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!is_there(&store, 1).await);
    }

    #[tokio::test(start_paused = true)]
    async fn when_it_is_full_what_was_used_longest_ago_makes_room() {
        let store = MemoryStore::new().max_records(3);
        for id in 1..=3 {
            put(&store, id, MINUTE).await;
            tokio::time::advance(Duration::from_secs(1)).await;
        }
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(
            store
                .get(&key(1), Some(MINUTE))
                .await
                .expect("memory works")
                .is_some()
        );
        put(&store, 4, MINUTE).await;
        assert!(
            is_there(&store, 1).await
                && !is_there(&store, 2).await
                && is_there(&store, 3).await
                && is_there(&store, 4).await
        );
    }

    #[tokio::test]
    async fn bytes_are_counted_and_never_exceeded() {
        let store = MemoryStore::new().max_bytes(10_000);
        for id in 0..1000 {
            let value = Bytes::from(vec![b'.'; id % 700]);
            store
                .put(&key(id % 50), value, MINUTE, Condition::Absent)
                .await
                .expect("there is room");
            assert!(store.book().bytes <= 10_000);
        }
        for id in 0..50 {
            store.remove(&key(id)).await.expect("memory works");
        }
        let left = || {
            let Book {
                records,
                order,
                ends,
                bytes,
                counter: _,
            } = &*store.book();
            (*bytes, records.len(), order.len(), ends.len())
        };
        assert_eq!(left(), (0, 0, 0, 0));
        let error = store
            .put(
                &key(1),
                Bytes::from(vec![0; 10_000]),
                MINUTE,
                Condition::Absent,
            )
            .await
            .expect_err("too large");
        assert!(
            error.to_string().contains("larger than the store"),
            "{error}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_past_its_end_does_not_pile_up() {
        let store = MemoryStore::new();
        for id in 0..1000 {
            put(&store, id, MINUTE).await;
        }
        tokio::time::advance(MINUTE).await;
        for id in 1000..1200 {
            put(&store, id, MINUTE).await;
        }
        assert_eq!(store.book().records.len(), 200);
    }

    #[tokio::test]
    async fn the_longest_life_there_is_does_not_overflow() {
        let store = MemoryStore::new();
        put(&store, 1, Duration::MAX).await;
        assert!(
            store
                .get(&key(1), Some(Duration::MAX))
                .await
                .expect("memory works")
                .is_some()
        );
        put(&store, 2, Duration::ZERO).await;
        assert!(is_there(&store, 1).await);
    }
}
