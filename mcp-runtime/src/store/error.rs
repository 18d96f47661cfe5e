use std::error::Error;
use std::fmt;

/// A store that can't do what it was asked: it can't be reached, is too slow, or refuses.
///
/// For the log and for whoever runs the server: a client is told only that something went wrong.
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
}

impl StoreError {
    /// `doing` what it failed, such as `"reading a record"`, and why.
    pub fn new(doing: &'static str, source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            doing,
            source: source.into(),
        }
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
