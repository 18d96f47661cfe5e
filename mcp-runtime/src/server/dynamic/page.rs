use std::time::Duration;

use serde::Serialize;

/// A page of a list, as a lister returns it.
///
/// ```
/// use std::time::Duration;
///
/// use mcp_runtime::dynamic::{Page, ResourceItem};
///
/// let rows = (100..200).map(|id| ResourceItem::new(format!("rows:///{id}"), format!("row {id}")));
/// let page = Page::new(rows).next("200").ttl(Duration::from_secs(10));
/// # let _ = page;
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
    pub(super) ttl: Duration,
}

impl<T> Page<T> {
    /// The last page, with these items.
    pub fn new(items: impl IntoIterator<Item = T>) -> Self {
        Self {
            items: items.into_iter().collect(),
            next: None,
            ttl: Duration::ZERO,
        }
    }

    /// Says that another page follows, and with which cursor the lister finds it. Let the cursor
    /// say where the page begins rather than how many items came before, so that no item is skipped
    /// when others come or go meanwhile. Clients see the cursor, and may send any other.
    #[must_use]
    pub fn next(mut self, cursor: impl Into<String>) -> Self {
        self.next = Some(cursor.into());
        self
    }

    /// How long the client may cache this page; not at all unless set.
    #[must_use]
    pub fn ttl(mut self, ttl: Duration) -> Self {
        self.ttl = ttl;
        self
    }
}

/// Nothing.
impl<T> Default for Page<T> {
    fn default() -> Self {
        Self::new([])
    }
}

impl<T> FromIterator<T> for Page<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::new(items)
    }
}

/// `PaginatedResult` and `CacheableResult` in the specification's schema, with the items under a
/// key of their list's.
#[derive(Debug)]
pub(super) struct Listed<T> {
    pub(super) key: &'static str,
    pub(super) items: Vec<T>,
    pub(super) next: Option<String>,
    pub(super) ttl: Duration,
}

impl<T: Serialize> Serialize for Listed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap as _;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry(self.key, &self.items)?;
        if let Some(next) = &self.next {
            map.serialize_entry("nextCursor", next)?;
        }
        map.serialize_entry(
            "ttlMs",
            &u64::try_from(self.ttl.as_millis()).unwrap_or(u64::MAX),
        )?;
        map.serialize_entry("cacheScope", "private")?;
        map.end()
    }
}
