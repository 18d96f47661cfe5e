use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

#[cfg(feature = "store-file")]
use super::FileStore;
#[cfg(feature = "store-postgres")]
use super::PostgresStore;
#[cfg(feature = "store-redis")]
use super::RedisStore;
use super::{Condition, Key, MemoryStore, Record, Revision, Store, StoreError};
use crate::subscription::Bus;

/// A store of the kind that a URL names; see [`open`].
///
/// ```no_run
/// # use mcp_runtime::prelude::*;
/// # /// Say hello.
/// # #[mcp_tool]
/// # fn hello() -> &'static str { "hello" }
/// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
/// # async fn run() -> mcp_runtime::Result<()> {
/// let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "memory".to_owned());
/// let server = Hello::new().store(mcp_runtime::store::open(&url).await?);
/// # let _ = server;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct OpenStore(Kind);

#[derive(Debug)]
enum Kind {
    Memory(MemoryStore),
    #[cfg(feature = "store-file")]
    File(FileStore),
    #[cfg(feature = "store-redis")]
    Redis(Box<RedisStore>),
    #[cfg(feature = "store-postgres")]
    Postgres(PostgresStore),
}

#[cfg(feature = "tasks-redis")]
impl OpenStore {
    /// Redis, if it is that.
    pub(crate) fn redis(&self) -> Option<&RedisStore> {
        match &self.0 {
            Kind::Redis(store) => Some(store),
            _ => None,
        }
    }
}

#[cfg(feature = "tasks-postgres")]
impl OpenStore {
    /// PostgreSQL, if it is that.
    pub(crate) fn postgres(&self) -> Option<&PostgresStore> {
        match &self.0 {
            Kind::Postgres(store) => Some(store),
            _ => None,
        }
    }
}

/// Opens the store that a URL names, as `--store` and `MCP_STORE` do on the command line.
///
/// | URL | store | feature |
/// |---|---|---|
/// | `memory`, `memory?max_bytes=256MiB&max_group_bytes=8MiB&max_records=500000` | [`MemoryStore`] | always available |
/// | `file:PATH`, `file:PATH?max_bytes=20GiB&max_group_bytes=64MiB` | `FileStore` | `store-file` |
/// | `redis://…` | `RedisStore` | `store-redis` |
/// | `rediss://…` | `RedisStore`, over TLS | `store-redis-tls` |
/// | `postgres://…` or `postgresql://…` | `PostgresStore` | `store-postgres` |
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// use mcp_runtime::store;
///
/// assert!(store::open("memory").await.is_ok());
/// let error = store::open("mysql://localhost").await.unwrap_err();
/// assert!(error.to_string().contains("postgres://"));
/// # }
/// ```
///
/// # Errors
///
/// Within 5 seconds, if the URL names no store, or one that isn't built in (the error names the
/// feature that builds it in), or if the store can't be reached or opened. Errors name the host,
/// never the password.
// Where nothing is built in that has to be waited for.
#[allow(clippy::unused_async)]
pub async fn open(url: &str) -> Result<OpenStore, StoreError> {
    match url.split([':', '?']).next().unwrap_or_default() {
        "memory" if !url.contains(':') => {
            let bounds = Bounds::read(url)?;
            let mut store = MemoryStore::new();
            if let Some(bytes) = bounds.max_bytes {
                store = store.max_bytes(bytes);
            }
            if let Some(bytes) = bounds.max_group_bytes {
                store = store.max_group_bytes(bytes);
            }
            if let Some(records) = bounds.max_records {
                store = store.max_records(records);
            }
            Ok(OpenStore(Kind::Memory(store)))
        }
        #[cfg(feature = "store-file")]
        "file" => {
            let bounds = Bounds::read(url)?;
            if bounds.max_records.is_some() {
                return Err(Bounds::unknown("max_records"));
            }
            let path = url.split('?').next().unwrap_or_default();
            let path = path
                .strip_prefix("file://")
                .or_else(|| path.strip_prefix("file:"))
                .unwrap_or_default();
            let mut store = FileStore::open(path).await?;
            if let Some(bytes) = bounds.max_bytes {
                store = store.max_bytes(bytes as u64);
            }
            if let Some(bytes) = bounds.max_group_bytes {
                store = store.max_group_bytes(bytes as u64);
            }
            Ok(OpenStore(Kind::File(store)))
        }
        #[cfg(not(feature = "store-file"))]
        "file" => Err(not_built_in("a file", "store-file")),
        "rediss" if cfg!(not(feature = "store-redis-tls")) => {
            Err(not_built_in("Redis by TLS", "store-redis-tls"))
        }
        #[cfg(feature = "store-redis")]
        "redis" | "rediss" => RedisStore::connect(url)
            .await
            .map(|store| OpenStore(Kind::Redis(Box::new(store)))),
        #[cfg(not(feature = "store-redis"))]
        "redis" => Err(not_built_in("Redis", "store-redis")),
        #[cfg(feature = "store-postgres")]
        "postgres" | "postgresql" => PostgresStore::connect(url)
            .await
            .map(|store| OpenStore(Kind::Postgres(store))),
        #[cfg(not(feature = "store-postgres"))]
        "postgres" | "postgresql" => Err(not_built_in("PostgreSQL", "store-postgres")),
        // All of it could be a secret in the wrong place.
        _ => {
            let why = "the URL names no store; write `memory`, `file:PATH`, `redis://…`, \
                       `rediss://…` or `postgres://…`";
            Err(StoreError::new("being opened", why))
        }
    }
}

/// How much a store may take, as its URL says.
#[derive(Debug, Default, PartialEq)]
#[allow(clippy::struct_field_names)] // As they are written in URLs.
struct Bounds {
    max_bytes: Option<usize>,
    max_group_bytes: Option<usize>,
    max_records: Option<usize>,
}

impl Bounds {
    fn read(url: &str) -> Result<Self, StoreError> {
        let mut bounds = Self::default();
        let query = url.split_once('?').map_or("", |(_, query)| query);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let bound = match name {
                "max_bytes" => &mut bounds.max_bytes,
                "max_group_bytes" => &mut bounds.max_group_bytes,
                "max_records" => &mut bounds.max_records,
                _ => return Err(Self::unknown(name)),
            };
            let wrong = || {
                let why = format!("`{name}` takes a number, such as 500000, or a size: 64MiB");
                StoreError::new("being opened", why)
            };
            *bound = Some(number(value).ok_or_else(wrong)?);
        }
        Ok(bounds)
    }

    /// Its name may be a part of a secret in the wrong place, unless it is known.
    fn unknown(name: &str) -> StoreError {
        let name = if name == "max_records" {
            "this store has no `max_records`; "
        } else {
            ""
        };
        let why = format!(
            "{name}behind `?` a store in memory takes `max_bytes=…`, `max_group_bytes=…` and \
             `max_records=…`, and one in a file the first two"
        );
        StoreError::new("being opened", why)
    }
}

/// A whole number, in bytes or with a unit.
fn number(text: &str) -> Option<usize> {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30)];
    let unit = units
        .iter()
        .find_map(|(unit, shift)| Some((text.strip_suffix(unit)?, *shift)));
    let (digits, shift) = unit.unwrap_or((text, 0));
    let number: usize = digits.parse().ok()?;
    number.checked_mul(1 << shift).filter(|number| *number > 0)
}

#[allow(dead_code)]
fn not_built_in(what: &str, feature: &str) -> StoreError {
    let why = format!(
        "{what} as a store is not built into this program; build it with `features = \
         [\"{feature}\"]` of mcp-runtime"
    );
    StoreError::new("being opened", why)
}

/// Calls the same of whichever it is.
macro_rules! of_any {
    ($open:expr, $store:ident => $call:expr) => {
        match &$open.0 {
            Kind::Memory($store) => $call,
            #[cfg(feature = "store-file")]
            Kind::File($store) => $call,
            #[cfg(feature = "store-redis")]
            Kind::Redis($store) => $call,
            #[cfg(feature = "store-postgres")]
            Kind::Postgres($store) => $call,
        }
    };
}

impl Store for OpenStore {
    async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
        of_any!(self, store => store.get(key, extend).await)
    }

    async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        of_any!(self, store => store.put(key, value, ttl, on).await)
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        of_any!(self, store => store.remove(key).await)
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        of_any!(self, store => store.list(group, after, limit).await)
    }

    async fn ping(&self) -> Result<(), StoreError> {
        of_any!(self, store => store.ping().await)
    }

    fn is_persistent(&self) -> bool {
        of_any!(self, store => store.is_persistent())
    }

    fn bus(&self) -> Option<Arc<dyn Bus>> {
        of_any!(self, store => store.bus())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_names_no_store_is_told_what_does_and_never_shown() {
        for url in [
            "",
            "memory:hush",
            "mysql://me:hush@localhost",
            "hush",
            "Redis://me:hush@localhost",
            "/var/hush",
        ] {
            let error = open(url).await.expect_err("it names none").to_string();
            assert!(
                error.contains("`file:PATH`") && !error.contains("hush"),
                "{url}: {error}"
            );
        }
    }

    #[test]
    fn bounds_are_read_from_the_url() {
        let bounds = |url| Bounds::read(url).map_err(|e| e.to_string());
        let read = bounds("memory?max_bytes=256MiB&max_group_bytes=4096&max_records=7");
        let expected = Bounds {
            max_bytes: Some(256 << 20),
            max_group_bytes: Some(4096),
            max_records: Some(7),
        };
        assert_eq!(read, Ok(expected));
        assert_eq!(bounds("memory"), Ok(Bounds::default()));
        for wrong in [
            "memory?hush=1",
            "memory?max_bytes=hush",
            "memory?max_bytes",
            "memory?max_bytes=0",
            "memory?max_bytes=99999999999GiB",
        ] {
            let error = bounds(wrong).expect_err(wrong);
            assert!(
                error.contains("max_bytes") && !error.contains("hush"),
                "{error}"
            );
        }
    }

    #[tokio::test]
    async fn what_is_not_built_in_names_its_feature() {
        for (url, feature, is_built_in) in [
            ("file:x", "store-file", cfg!(feature = "store-file")),
            (
                "redis://localhost",
                "store-redis",
                cfg!(feature = "store-redis"),
            ),
            (
                "rediss://localhost",
                "store-redis-tls",
                cfg!(feature = "store-redis-tls"),
            ),
            (
                "postgres://localhost",
                "store-postgres",
                cfg!(feature = "store-postgres"),
            ),
        ] {
            if !is_built_in {
                let error = open(url).await.expect_err("it isn't built in").to_string();
                assert!(
                    error.contains(&format!("features = [\"{feature}\"]")),
                    "{error}"
                );
            }
        }
    }
}
