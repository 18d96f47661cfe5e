use std::error::Error;
use std::fmt;

/// A store can't do what it was asked: it can't be reached, is too slow, or refuses.
///
/// This is for the log and for the operator; a client is told only that something went wrong.
///
/// ```
/// use mcp_runtime::store::StoreError;
///
/// let error = StoreError::new("reading a record", std::io::Error::other("the disk is away"));
/// assert_eq!(error.to_string(), "the store failed in reading a record: the disk is away");
/// ```
#[derive(Debug)]
pub struct StoreError {
    doing: &'static str,
    source: Box<dyn Error + Send + Sync>,
    full: Option<Full>,
}

/// The part of a store that is full.
///
/// ```
/// use mcp_runtime::store::{Full, StoreError};
///
/// let error = StoreError::full(Full::Group, "one group has 8 MiB at most");
/// assert_eq!(error.is_full(), Some(Full::Group));
/// assert_eq!(StoreError::new("reading a record", "it is away").is_full(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Full {
    /// The group of the record is full; other groups have room.
    Group,
    /// The whole store is full.
    Store,
}

impl StoreError {
    /// An error: `doing` is the operation that failed, such as `"reading a record"`.
    pub fn new(doing: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            doing,
            source: source.into(),
            full: None,
        }
    }

    /// There is no room for the record, and the reason. Nothing was done.
    pub fn full(full: Full, why: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            full: Some(full),
            ..Self::new("keeping a record", why)
        }
    }

    /// Returns whether the store couldn't be reached or couldn't do its work, so that the same
    /// operation may succeed later. A store that is full isn't unavailable.
    ///
    /// ```
    /// use mcp_runtime::store::{Full, StoreError};
    ///
    /// assert!(StoreError::new("reading a record", "the connection is closed").is_unavailable());
    /// assert!(!StoreError::full(Full::Store, "the disk is full").is_unavailable());
    /// ```
    pub fn is_unavailable(&self) -> bool {
        self.full.is_none()
    }

    /// Which part of the store is full, if that is the error.
    pub fn is_full(&self) -> Option<Full> {
        self.full
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store failed in {}: {}", self.doing, self.source)
    }
}

impl Error for StoreError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        // Its own text is said above.
        self.source.source()
    }
}
