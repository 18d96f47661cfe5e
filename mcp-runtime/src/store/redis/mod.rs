//! Records in Redis, or in a server that speaks its protocol.

#[cfg(feature = "tasks-redis")]
mod access;
mod bus;
mod link;
mod scripts;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use redis::{FromRedisValue, RedisError, ScriptInvocation};

use super::attempts::{Done, Failure, OVERALL, attempts, fresh_revision, place};
use super::{Condition, Key, Record, Revision, Store, StoreError, lifetime};
use crate::subscription::Bus;
#[cfg(feature = "tasks-redis")]
pub(crate) use access::RedisAccess;
use bus::RedisBus;
use link::{Link, client};
use scripts::Scripts;

/// The version of the layout of keys.
const LAYOUT: &str = "1";

/// Records in Redis 6.2 or later, or in a server that speaks its protocol, such as Valkey. Any
/// number of instances share them.
///
/// For a record `ID` of a `GROUP`, it uses these keys, with the prefix `mcp` unless the URL says
/// `?prefix=…`:
///
/// | key | type | contents |
/// |---|---|---|
/// | `mcp:1:{GROUP}:r:ID` | hash | the record: `v` its bytes, `r` its revision; expires in Redis |
/// | `mcp:1:{GROUP}:ids` | sorted set | the ids of the group in order, for lists |
/// | `mcp:1:{GROUP}:ends` | sorted set | the same ids by time of expiry (milliseconds since 1970), to remove those that have expired |
/// | `mcp:1:changes` | stream | changes for subscribers of all instances, about the last 10,000 |
///
/// `1` is the version of this layout. The two sets expire with the last record of the group.
///
/// An operation times out after 5 seconds, and is retried until then if that does no harm. If a
/// connection is lost during a write, another attempt finds out by its revision whether the first
/// one was done. If somebody else has written meanwhile, this can't be known, and the operation
/// returns an error, not a condition that doesn't hold.
///
/// [`connect`](Self::connect) opens it. Redis must not evict (`maxmemory-policy noeviction`). Its
/// `appendonly` setting decides how durable an acknowledged write is.
pub struct RedisStore {
    link: Arc<Link>,
    scripts: Scripts,
    /// The prefix of keys, with the version of the layout.
    prefix: String,
    /// The address, for messages.
    place: String,
    bus: Arc<RedisBus>,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisStore")
            .field("place", &self.place)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

impl RedisStore {
    /// Connects to the store at `redis://[user:password@]host[:port][/database][?prefix=NAME]`, or
    /// `rediss://` for TLS (feature `store-redis-tls`). Servers that share a database but don't
    /// belong together need separate prefixes.
    ///
    /// ```no_run
    /// # use mcp_runtime::SealingKeys;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// use mcp_runtime::store::RedisStore;
    ///
    /// let store = RedisStore::connect("rediss://user:password@redis.internal/0?prefix=shop").await?;
    /// let keys = SealingKeys::parse(&std::env::var("SEALING_KEYS")?)?; // the same of all instances
    /// let server = Hello::new().store(store).sealing_keys(keys);
    /// # let _ = server;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Within 5 seconds, if the URL is invalid, or if nobody answers at it.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let place = place(url).to_owned();
        let failed = |why: &dyn fmt::Display| {
            StoreError::new("connecting", format!("Redis at {place}: {why}"))
        };
        let (url, prefix) = prefixed(url)
            .ok_or_else(|| failed(&"a prefix is letters, digits, `-`, `_`, `.` and `:`"))?;
        // A program that has chosen another one keeps it.
        #[cfg(feature = "store-redis-tls")]
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Its own message could quote the URL.
        let client = client(&url).map_err(|e| {
            failed(
                &e.detail()
                    .map_or_else(|| e.category().to_owned(), str::to_owned),
            )
        })?;
        let prefix = format!("{prefix}:{LAYOUT}");
        let connecting = async {
            let link = Arc::new(Link::open(client.clone()).await?);
            let bus = bus::open(client, link.clone(), format!("{prefix}:changes")).await?;
            Ok((link, Arc::new(bus)))
        };
        let (link, bus) = tokio::time::timeout(OVERALL, connecting)
            .await
            .map_err(|_| failed(&format_args!("no answer within {OVERALL:?}")))?
            .map_err(|e: RedisError| failed(&e))?;
        Ok(Self {
            link,
            scripts: Scripts::default(),
            prefix,
            place,
            bus,
        })
    }

    /// For what else is kept in the same Redis.
    #[cfg(feature = "tasks-redis")]
    pub(crate) fn access(&self) -> RedisAccess {
        RedisAccess {
            link: self.link.clone(),
            prefix: self.prefix.clone(),
        }
    }

    fn record(&self, key: &Key) -> String {
        format!("{}:{{{}}}:r:{}", self.prefix, key.group(), key.id())
    }

    /// The keys of a group's sets.
    fn sets(&self, group: &str) -> [String; 2] {
        ["ids", "ends"].map(|set| format!("{}:{{{group}}}:{set}", self.prefix))
    }

    /// Most reads don't change the expiry: these need no script, and take one round trip like any
    /// other.
    async fn read_and_extend(&self, key: &Key, name: &str, ttl: u64) -> Result<Fields, Failure> {
        let mut read = redis::pipe();
        read.cmd("HMGET").arg((name, "v", "r"));
        read.cmd("PTTL").arg(name);
        let asked = self
            .link
            .ask(async |mut connection| read.query_async(&mut connection).await);
        let (fields, left): (Fields, i64) = asked.await.map_err(failure)?;
        let left = u64::try_from(left).unwrap_or_default();
        if fields.1.is_none() || left.abs_diff(ttl).saturating_mul(10) < ttl {
            return Ok(fields);
        }
        let sets = self.sets(key.group());
        let mut script = self.scripts.extend.key(name);
        script.key(&sets[0]).key(&sets[1]).arg(key.id()).arg(ttl);
        self.invoke(&script).await
    }

    async fn invoke<T: FromRedisValue>(
        &self,
        invocation: &ScriptInvocation<'_>,
    ) -> Result<T, Failure> {
        self.link
            .ask(async |mut connection| invocation.invoke_async(&mut connection).await)
            .await
            .map_err(failure)
    }
}

/// The URL for the client, and the prefix of keys in it.
fn prefixed(url: &str) -> Option<(String, String)> {
    let Some((before, query)) = url.rsplit_once('?') else {
        return Some((url.to_owned(), "mcp".to_owned()));
    };
    let (named, others): (Vec<&str>, Vec<&str>) = query
        .split('&')
        .partition(|pair| pair.starts_with("prefix="));
    let prefix = named
        .last()
        .and_then(|pair| pair.strip_prefix("prefix="))
        .unwrap_or("mcp");
    let plain = !prefix.is_empty()
        && prefix
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.:".contains(&b));
    let url = if others.is_empty() {
        before.to_owned()
    } else {
        format!("{before}?{}", others.join("&"))
    };
    plain.then(|| (url, prefix.to_owned()))
}

fn failure(error: RedisError) -> Failure {
    // A server that has just started, or hands over to another, says that it is worth another
    // attempt.
    let passing = error.is_io_error()
        || error
            .code()
            .is_some_and(|code| ["LOADING", "TRYAGAIN", "READONLY", "BUSY"].contains(&code));
    Failure {
        again: passing,
        doubt: error.is_io_error() && !error.is_connection_refusal(),
        error: error.into(),
    }
}

/// A record as Redis has it: its bytes and its revision, or neither.
type Fields = (Option<Bytes>, Option<u64>);

impl Store for RedisStore {
    async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
        let name = self.record(key);
        let (value, revision): Fields = attempts("reading a record", || async {
            match extend.map(millis) {
                None => {
                    let read = redis::cmd("HMGET").arg((&name, "v", "r")).take();
                    self.link
                        .ask(async |mut connection| read.query_async(&mut connection).await)
                        .await
                        .map_err(failure)
                }
                Some(ttl) => self.read_and_extend(key, &name, ttl).await,
            }
            .map(Done::Sure)
        })
        .await?;
        Ok(value.zip(revision).map(|(value, revision)| Record {
            value,
            revision: Revision(revision),
        }))
    }

    async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        let name = self.record(key);
        let sets = self.sets(key.group());
        let revision = fresh_revision()?;
        let (expected, room) = match on {
            Condition::Absent => (String::new(), String::new()),
            Condition::Room(most) => (String::new(), most.to_string()),
            Condition::Unchanged(revision) => (revision.0.to_string(), String::new()),
        };
        attempts("writing a record", || async {
            let mut script = self.scripts.put.key(&name);
            script
                .key(&sets[0])
                .key(&sets[1])
                .arg(key.id())
                .arg(millis(ttl))
                .arg(&expected)
                .arg(revision.0)
                .arg(&value[..])
                .arg(&room);
            let done: bool = self.invoke(&script).await?;
            Ok(if done {
                Done::Sure(Some(revision))
            } else {
                Done::Unless(None)
            })
        })
        .await
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        let name = self.record(key);
        let sets = self.sets(key.group());
        attempts("removing a record", || async {
            let mut script = self.scripts.remove.key(&name);
            script.key(&sets[0]).key(&sets[1]).arg(key.id());
            let done: bool = self.invoke(&script).await?;
            Ok(if done {
                Done::Sure(true)
            } else {
                Done::Unless(false)
            })
        })
        .await
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        let sets = self.sets(group);
        let records = format!("{}:{{{group}}}:r:", self.prefix);
        attempts("listing records", || async {
            let mut script = self.scripts.list.key(&sets[0]);
            script
                .key(&sets[1])
                .arg(&records)
                .arg(after.unwrap_or_default())
                .arg(limit);
            self.invoke(&script).await.map(Done::Sure)
        })
        .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        attempts("answering a ping", || async {
            self.link
                .ask(async |mut connection| redis::cmd("PING").exec_async(&mut connection).await)
                .await
                .map(Done::Sure)
                .map_err(failure)
        })
        .await
    }

    fn is_persistent(&self) -> bool {
        true
    }

    fn bus(&self) -> Option<Arc<dyn Bus>> {
        Some(self.bus.clone())
    }
}

fn millis(ttl: Duration) -> u64 {
    u64::try_from(lifetime(ttl).as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_taken_out_of_the_url() {
        let read = |url| prefixed(url).map(|(url, prefix)| format!("{url} {prefix}"));
        assert_eq!(
            read("redis://host/0").as_deref(),
            Some("redis://host/0 mcp")
        );
        assert_eq!(
            read("redis://host?prefix=shop").as_deref(),
            Some("redis://host shop")
        );
        assert_eq!(
            read("redis://host?protocol=resp3&prefix=a:b").as_deref(),
            Some("redis://host?protocol=resp3 a:b")
        );
        assert_eq!(read("redis://host?prefix={x}"), None);
    }

    #[tokio::test]
    async fn a_store_that_cannot_be_reached_is_named_without_its_password() {
        for url in [
            "redis://me:hush@127.0.0.1:1",
            "redis://me:hush@127.0.0.1:1/not-a-number",
            "redis://me:hush@127.0.0.1:1?prefix=*",
        ] {
            let error = RedisStore::connect(url)
                .await
                .expect_err("nobody is there")
                .to_string();
            assert!(
                error.contains("127.0.0.1:1") && !error.contains("hush"),
                "{error}"
            );
        }
    }
}
