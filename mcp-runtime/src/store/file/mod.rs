//! Records in a file on this machine.

// redb's errors are as large as they are.
#![allow(clippy::result_large_err)]

mod database;
mod shares;
mod tables;
mod writer;

use std::fmt;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use redb::{Database, DatabaseError};
use tokio::time::{Instant, sleep, timeout};

use super::{Condition, Key, Record, Revision, Store, StoreError, lifetime, worthwhile};
use database::Reopened;
use tables::now;
use writer::{Write, Writer};

/// How long an operation may take.
const OVERALL: Duration = Duration::from_secs(5);

/// How long to wait for a file that another process holds, which may be about to end.
const HANDOVER: Duration = Duration::from_secs(3);

/// The size of the cache for the file, in bytes.
const CACHE: usize = 64 << 20;

/// The interval between two removals of expired records; every write removes some, too.
const SWEEP: Duration = Duration::from_secs(60);

/// Records in a file on this machine, for one process at a time. They survive a restart and a
/// crash.
///
/// An acknowledged write is on the disk: writes at the same time share one sync. The file is a
/// [redb](https://docs.rs/redb) database whose tables have a version; only its owner may read it.
/// Its records have at most 4 GiB, of which one group has at most an eighth; a write beyond that is
/// refused. An operation times out after 5 seconds; a write may then be done later.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), mcp_runtime::store::StoreError> {
/// # let directory = std::env::temp_dir().join(format!("mcp-file-store-{}", std::process::id()));
/// # std::fs::create_dir_all(&directory).expect("a directory can be made");
/// # let path = directory.join("state.redb");
/// use mcp_runtime::store::FileStore;
///
/// let store = FileStore::open(&path).await?;
/// # drop(store);
/// # std::fs::remove_dir_all(directory).expect("it can be removed");
/// # Ok(())
/// # }
/// ```
pub struct FileStore {
    path: PathBuf,
    database: Arc<Reopened>,
    writer: Writer,
}

impl fmt::Debug for FileStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileStore")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl FileStore {
    /// Opens the store in this file, and creates the file if it doesn't exist. Its directory must
    /// exist.
    ///
    /// # Errors
    ///
    /// If the file can't be opened, isn't a store or has a later version, or if another process has
    /// it open and doesn't close it within 3 seconds.
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_by(path.as_ref().to_owned(), open).await
    }

    /// The same with another way to open a file.
    async fn open_by(
        path: PathBuf,
        open: impl Fn(&Path) -> Result<Database, Problem> + Clone + Send + Sync + 'static,
    ) -> Result<Self, StoreError> {
        let failed = |why: &dyn fmt::Display| {
            StoreError::new(
                "being opened",
                format!("the file {}: {why}", path.display()),
            )
        };
        if path.as_os_str().is_empty() {
            return Err(failed(
                &"write its path, as in `file:/var/lib/shop/state.redb`",
            ));
        }
        let until = Instant::now() + HANDOVER;
        let database = loop {
            let (opening, open) = (path.clone(), open.clone());
            let opened = tokio::task::spawn_blocking(move || Reopened::new(move || open(&opening)))
                .await
                .map_err(|e| failed(&e))?;
            match opened {
                Err(Problem::Open(DatabaseError::DatabaseAlreadyOpen))
                    if Instant::now() < until =>
                {
                    sleep(Duration::from_millis(50)).await;
                }
                Err(Problem::Open(DatabaseError::DatabaseAlreadyOpen)) => {
                    return Err(failed(
                        &"another process has it open; one at a time can, and several take \
                          `redis://…` or `postgres://…`",
                    ));
                }
                Err(e) => return Err(failed(&e)),
                Ok(database) => break Arc::new(database),
            }
        };
        let writer = Writer::start(database.clone()).map_err(|e| failed(&e))?;
        Ok(Self {
            path,
            database,
            writer,
        })
    }

    /// Limits the bytes of all records, including keys and indexes.
    ///
    /// ```no_run
    /// # async fn run() -> Result<(), mcp_runtime::store::StoreError> {
    /// use mcp_runtime::store::FileStore;
    ///
    /// let store = FileStore::open("/var/lib/shop/state.redb").await?;
    /// let store = store.max_bytes(20 << 30).max_group_bytes(64 << 20);
    /// # let _ = store;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn max_bytes(self, bytes: u64) -> Self {
        self.writer.bounds.set(bytes);
        self
    }

    /// Limits the bytes of one group; an eighth of all unless set. The handles of one kind that one
    /// caller has are a group.
    #[must_use]
    pub fn max_group_bytes(self, bytes: u64) -> Self {
        self.writer.bounds.set_group(bytes);
        self
    }

    /// Reads, on a thread that may wait for the disk.
    async fn read<T: Send + 'static>(
        &self,
        doing: &'static str,
        read: impl FnOnce(&Database) -> Result<T, redb::Error> + Send + 'static,
    ) -> Result<T, StoreError> {
        if self.database.current().is_none() {
            // The writer opens it again.
            self.writer.write(doing, Write::Nothing).await?;
        }
        let shared = self.database.clone();
        let reading = move || {
            let database = shared.current().ok_or(redb::Error::PreviousIo)?;
            shared.with(database, read)
        };
        in_time(doing, tokio::task::spawn_blocking(reading))
            .await?
            .map_err(|e| StoreError::new(doing, e))
    }
}

async fn in_time<T, E>(
    doing: &'static str,
    work: impl Future<Output = Result<T, E>>,
) -> Result<T, StoreError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    match timeout(OVERALL, work).await {
        Ok(done) => done.map_err(|e| StoreError::new(doing, e)),
        Err(_) => Err(StoreError::new(
            doing,
            format!("no answer within {OVERALL:?}"),
        )),
    }
}

#[derive(Debug)]
enum Problem {
    File(std::io::Error),
    Open(DatabaseError),
    Tables(redb::Error),
    Version(u64),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(e) => e.fmt(f),
            Self::Open(e) => e.fmt(f),
            Self::Tables(e) => e.fmt(f),
            Self::Version(found) => {
                write!(
                    f,
                    "its tables have version {found}, and this program knows version {}; use a \
                     later mcp-runtime",
                    tables::VERSION
                )
            }
        }
    }
}

fn open(path: &Path) -> Result<Database, Problem> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path).map_err(Problem::File)?;
    let database = Database::builder()
        .set_cache_size(CACHE)
        .create_with_file_format_v3(true)
        .create_file(file)
        .map_err(Problem::Open)?;
    match tables::make(&database).map_err(Problem::Tables)? {
        tables::VERSION => Ok(database),
        other => Err(Problem::Version(other)),
    }
}

impl Store for FileStore {
    async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
        let name = tables::name(key);
        let found = self
            .read("reading a record", move |database| {
                tables::read(database, &name)
            })
            .await?;
        let Some((record, end)) = found else {
            return Ok(None);
        };
        let left = Duration::from_millis(end.saturating_sub(now()));
        if let Some(ttl) = extend.map(lifetime).filter(|ttl| worthwhile(left, *ttl)) {
            let write = Write::Extend {
                name: tables::name(key),
                ttl,
            };
            self.writer.write("extending a record", write).await?;
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
        self.writer
            .write(
                "writing a record",
                Write::Put {
                    name: tables::name(key),
                    value,
                    ttl: lifetime(ttl),
                    on,
                },
            )
            .await
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        Ok(self
            .writer
            .write(
                "removing a record",
                Write::Remove {
                    name: tables::name(key),
                },
            )
            .await?
            .is_some())
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let after = tables::name(&Key::behind(group, |key| {
            key.push_str(after.unwrap_or_default());
        }));
        let group = group.len() + 1;
        self.read("listing records", move |database| {
            tables::list(database, &after, group, limit)
        })
        .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        // Through the writer, which is what could be stuck.
        self.writer
            .write("answering a ping", Write::Nothing)
            .await
            .map(drop)
    }

    fn is_persistent(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests;
