use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use tokio::time::Instant;

use super::{Condition, Full, Key, Record, Revision, Store, StoreError, lifetime, worthwhile};

/// The cost of a record beside its key and its value: its entries in the maps, and those of its
/// group.
const OVERHEAD: usize = 448;

/// How many expired records one write removes: more than it adds, so that they never pile up.
const CLEARED: usize = 8;

/// The fraction of the bytes that one group may have, unless set.
const SHARE: usize = 8;

/// Records in the memory of this process, which end with it. The default store of a server.
///
/// It is limited, as a whole and for each group. It refuses what would exceed a limit, and never
/// drops a record before it expires.
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
    /// An eighth of all, unless set.
    max_group_bytes: Option<usize>,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    records: HashMap<Arc<Key>, Entry>,
    groups: HashMap<Box<str>, Group>,
    /// The keys by time of expiry, the earliest first.
    ends: BTreeMap<(Instant, u64), Arc<Key>>,
    /// The cost of all records, in bytes.
    bytes: usize,
    /// Numbers revisions and expiry entries, so that neither repeats.
    counter: u64,
}

struct Entry {
    value: Bytes,
    revision: Revision,
    /// Its place in `ends`.
    end: (Instant, u64),
}

#[derive(Default)]
struct Group {
    /// Its records, in their order.
    keys: BTreeSet<Arc<Key>>,
    /// The cost of its records, in bytes.
    bytes: usize,
}

impl MemoryStore {
    /// A store of at most 64 MiB and 100,000 records, of which each group has at most an eighth of
    /// the bytes.
    pub fn new() -> Self {
        Self {
            max_bytes: 64 << 20,
            max_records: 100_000,
            max_group_bytes: None,
            book: Mutex::default(),
        }
    }

    /// Limits the bytes of all records, including keys and indexes.
    #[must_use]
    pub fn max_bytes(mut self, bytes: usize) -> Self {
        self.max_bytes = bytes;
        self
    }

    /// Limits the number of records.
    #[must_use]
    pub fn max_records(mut self, records: usize) -> Self {
        self.max_records = records;
        self
    }

    /// Limits the bytes of one group; an eighth of all unless set. The handles of one kind that one
    /// caller has are a group.
    ///
    /// ```
    /// use mcp_runtime::store::MemoryStore;
    ///
    /// // One caller may fill it, as on a desk where there is no other.
    /// let store = MemoryStore::new().max_group_bytes(64 << 20);
    /// # let _ = store;
    /// ```
    #[must_use]
    pub fn max_group_bytes(mut self, bytes: usize) -> Self {
        self.max_group_bytes = Some(bytes);
        self
    }

    /// How many bytes and records it holds, expired or not.
    #[cfg(test)]
    pub(crate) fn holds(&self) -> (usize, usize) {
        let book = self.book();
        (book.bytes, book.records.len())
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
        // A copy: the buffer that the value is a slice of may be larger, and would stay in memory.
        let (key, value) = (Arc::new(key.clone()), Bytes::copy_from_slice(value));
        let now = Instant::now();
        let mut book = self.book();
        let there = book.living(&key, now);
        let had = there.map_or(0, |entry| cost(&key, &entry.value));
        let there = there.map(|entry| entry.revision);
        if !on.holds(there, |most| book.has_fewer(key.group(), most, now)) {
            return Ok(None);
        }
        book.clear(now, CLEARED);
        let adds = cost(&key, &value).saturating_sub(had);
        let full = |book: &Book| self.full(book, &key, adds, usize::from(there.is_none()));
        if full(&book).is_some() {
            book.clear(now, usize::MAX);
        }
        if let Some(full) = full(&book) {
            return Err(full);
        }
        book.remove(&key);
        Ok(Some(book.insert(key, value, now + lifetime(ttl))))
    }

    /// Why there is no room for this many more bytes and records, if there isn't. A write that
    /// needs no more room than before always fits.
    fn full(&self, book: &Book, key: &Key, bytes: usize, records: usize) -> Option<StoreError> {
        let of_group = book.groups.get(key.group()).map_or(0, |group| group.bytes);
        let share = self.max_group_bytes.unwrap_or(self.max_bytes / SHARE);
        if bytes > 0 && of_group + bytes > share.min(self.max_bytes) {
            return Some(StoreError::full(
                Full::Group,
                format!("one group has {share} bytes at most, and has {of_group} already"),
            ));
        }
        let is_full = bytes > 0 && book.bytes + bytes > self.max_bytes
            || records > 0 && book.records.len() + records > self.max_records;
        is_full.then(|| {
            let (bytes, records) = (self.max_bytes, self.max_records);
            StoreError::full(
                Full::Store,
                format!("it has {bytes} bytes and {records} records at most"),
            )
        })
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
            max_group_bytes: _,
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
        let Some(entry) = book.living(key, now) else {
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
        let from = Key::behind(group, |key| key.push_str(after.unwrap_or_default()));
        let now = Instant::now();
        let book = self.book();
        let Some(group) = book.groups.get(group) else {
            return Ok(Vec::new());
        };
        let following = group
            .keys
            .range::<Key, _>((Bound::Excluded(&from), Bound::Unbounded));
        let living = following.filter(|key| book.living(key, now).is_some());
        Ok(living.take(limit).map(|key| key.id().to_owned()).collect())
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn is_persistent(&self) -> bool {
        false
    }
}

impl Book {
    fn living(&self, key: &Key, now: Instant) -> Option<&Entry> {
        self.records.get(key).filter(|entry| entry.end.0 > now)
    }

    /// Whether a group has fewer records than this, of which none is past its end.
    fn has_fewer(&mut self, group: &str, than: usize, now: Instant) -> bool {
        let has_fewer = |book: &Self| {
            let group = book.groups.get(group);
            group.map_or(0, |group| group.keys.len()) < than
        };
        if has_fewer(self) {
            return true;
        }
        self.clear(now, usize::MAX);
        has_fewer(self)
    }

    fn insert(&mut self, key: Arc<Key>, value: Bytes, end: Instant) -> Revision {
        self.counter += 1;
        let (revision, end) = (Revision(self.counter), (end, self.counter));
        let cost = cost(&key, &value);
        self.bytes += cost;
        let group = match self.groups.get_mut(key.group()) {
            Some(group) => group,
            None => self.groups.entry(key.group().into()).or_default(),
        };
        group.bytes += cost;
        group.keys.insert(key.clone());
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
        let cost = cost(key, &entry.value);
        self.bytes -= cost;
        self.ends.remove(&entry.end);
        if let Some(group) = self.groups.get_mut(key.group()) {
            group.bytes -= cost;
            group.keys.remove(key);
            if group.keys.is_empty() {
                self.groups.remove(key.group());
            }
        }
        Some(entry)
    }

    /// Removes expired records, at most this many.
    fn clear(&mut self, now: Instant, most: usize) {
        for _ in 0..most {
            match self.ends.first_key_value() {
                Some(((end, _), key)) if *end <= now => {
                    let key = key.clone();
                    self.remove(&key);
                }
                _ => break,
            }
        }
    }
}

fn cost(key: &Key, value: &Bytes) -> usize {
    OVERHEAD + key.group().len() + key.id().len() + value.len()
}

#[cfg(test)]
mod tests;
