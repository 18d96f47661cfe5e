//! Records in PostgreSQL.

// Without TLS, the connector is the unit struct `NoTls`, which is `Copy`.
#![cfg_attr(not(feature = "store-postgres-tls"), allow(clippy::clone_on_copy))]

#[cfg(feature = "tasks-postgres")]
mod access;
mod bus;
mod link;
mod schema;
mod tls;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use deadpool_postgres::Pool;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{Config, Row};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::attempts::{ATTEMPT, Done, Failure, OVERALL, attempts, fresh_revision, place};
use super::{Condition, Key, Record, Revision, Store, StoreError, lifetime, worthwhile};
use crate::subscription::Bus;
#[cfg(feature = "tasks-postgres")]
pub(crate) use access::{Listening, PostgresAccess};
use bus::PostgresBus;
use link::{ask, connection, explained, failure, pool};
use tls::tls;

/// The interval between two removals of expired records.
const SWEEP: Duration = Duration::from_secs(60);

/// How many rows one statement of a removal deletes at most, and how many such statements it runs.
const SWEPT: i64 = 1000;
const SWEEPS: usize = 100;

/// How long changes are kept for instances whose connection was lost.
pub(super) const CHANGES_KEPT: Duration = Duration::from_secs(3600);

/// Records in PostgreSQL 12 or later, which any number of instances share.
///
/// It creates the tables that it needs in the first schema of the role's `search_path`, unless they
/// exist. For a role that may not create tables, create them beforehand:
///
/// ```sql
#[doc = include_str!("schema.sql")]
/// ```
///
/// Ends are times of the database's clock. Each instance deletes what ended every minute, in batches; several at once do no
/// harm.
///
/// An operation is given up after 5 seconds, and tried again until then where that does no harm. Where a connection is lost
/// in the course of a write, another attempt finds out by its revision whether the first one was done; if somebody else has
/// written meanwhile that can't be known, and is an error and not a condition that doesn't hold.
pub struct PostgresStore {
    pool: Pool,
    /// For messages.
    place: String,
    bus: Arc<PostgresBus>,
    #[cfg(feature = "tasks-postgres")]
    access: PostgresAccess,
    /// Ends the removal of expired records.
    _open: DropGuard,
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}

impl PostgresStore {
    /// Connects to the store at `postgres://[user[:password]@]host[:port]/database`, with the
    /// parameters that `libpq` knows. Servers that share a database but don't belong together need
    /// separate schemas: `?options=-c%20search_path%3Dshop`.
    ///
    /// Connections are encrypted only with the feature `store-postgres-tls`, and only if the server
    /// supports it. `sslmode=require` insists on it, which is an error without the feature. The
    /// server's certificate must then be one that the system trusts, for its host.
    ///
    /// ```no_run
    /// # use mcp_runtime::SealingKeys;
    /// # use mcp_runtime::prelude::*;
    /// # /// Say hello.
    /// # #[mcp_tool]
    /// # fn hello() -> &'static str { "hello" }
    /// # mcp_server! { Hello { name: "hello", version: "1.0.0", tools: [hello] } }
    /// # async fn run() -> mcp_runtime::Result<()> {
    /// use mcp_runtime::store::PostgresStore;
    ///
    /// let store = PostgresStore::connect("postgres://shop:password@db.internal/shop?sslmode=require").await?;
    /// let keys = SealingKeys::parse(&std::env::var("SEALING_KEYS")?)?; // the same of all instances
    /// let server = Hello::new().store(store).sealing_keys(keys);
    /// # let _ = server;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Within 5 seconds, if the URL is invalid, if nobody answers at it, or if the tables can't be
    /// created or a later version created them.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let place = place(url).to_owned();
        let failed = |why: &dyn fmt::Display| {
            StoreError::new("connecting", format!("PostgreSQL at {place}: {why}"))
        };
        let mut config: Config = url
            .parse()
            .map_err(|e: tokio_postgres::Error| failed(&explained(&e)))?;
        config
            .connect_timeout(ATTEMPT)
            .keepalives_idle(Duration::from_secs(15))
            .tcp_user_timeout(Duration::from_secs(10));
        if config.get_application_name().is_none() {
            config.application_name("mcp-runtime");
        }
        let tls = tls().map_err(|e| failed(&e.error))?;
        let opening = async {
            schema::make(&config, tls.clone()).await?;
            let pool = pool(&config, tls.clone())?;
            let bus = bus::open(pool.clone(), config.clone(), tls.clone()).await?;
            Ok((pool, bus))
        };
        let (pool, bus) = timeout(OVERALL, opening)
            .await
            .map_err(|_| failed(&format_args!("no answer within {OVERALL:?}")))?
            .map_err(|e: Failure| failed(&e.error))?;
        let open = CancellationToken::new();
        tokio::spawn(open.clone().run_until_cancelled_owned(sweep(pool.clone())));
        Ok(Self {
            #[cfg(feature = "tasks-postgres")]
            access: PostgresAccess {
                pool: pool.clone(),
                config,
                tls,
            },
            pool,
            place,
            bus: Arc::new(bus),
            _open: open.drop_guard(),
        })
    }

    /// For what else is kept in the same database.
    #[cfg(feature = "tasks-postgres")]
    pub(crate) fn access(&self) -> &PostgresAccess {
        &self.access
    }

    async fn rows(
        &self,
        statement: &str,
        with: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, Failure> {
        ask(&self.pool, statement, async |connection, statement| {
            connection.query(statement, with).await
        })
        .await
    }

    async fn change(&self, statement: &str, with: &[&(dyn ToSql + Sync)]) -> Result<bool, Failure> {
        ask(&self.pool, statement, async |connection, statement| {
            Ok(connection.execute(statement, with).await? > 0)
        })
        .await
    }
}

const READ: &str =
    "SELECT value, revision, (extract(epoch FROM ends - clock_timestamp()) * 1000)::float8
    FROM mcp_store WHERE grp = $1 AND id = $2 AND ends > clock_timestamp()";

const EXTEND: &str = "UPDATE mcp_store SET ends = clock_timestamp() + $3 * interval '1 ms'
    WHERE grp = $1 AND id = $2 AND ends > clock_timestamp()";

/// Does nothing if there is a record, unless an earlier attempt put it there.
const INSERT: &str = "INSERT INTO mcp_store AS there (grp, id, value, revision, ends)
    VALUES ($1, $2, $3, $4, clock_timestamp() + $5 * interval '1 ms')
    ON CONFLICT (grp, id) DO UPDATE SET value = excluded.value, revision = excluded.revision, ends = excluded.ends
    WHERE there.ends <= clock_timestamp() OR there.revision = excluded.revision";

/// The same, if the group has fewer records than the limit.
const INSERT_IF_ROOM: &str =
    "INSERT INTO mcp_store AS there (grp, id, value, revision, ends)
    SELECT $1::text, $2::text, $3::bytea, $4::bigint, clock_timestamp() + $5 * interval '1 ms'
    WHERE (SELECT count(*) FROM (SELECT 1 FROM mcp_store
        WHERE grp = $1 AND id <> $2 AND ends > clock_timestamp() LIMIT $6) AS others) < $6
    ON CONFLICT (grp, id) DO UPDATE SET value = excluded.value, revision = excluded.revision, ends = excluded.ends
    WHERE there.ends <= clock_timestamp() OR there.revision = excluded.revision";

/// The same.
const UPDATE: &str = "UPDATE mcp_store SET value = $3, revision = $4, ends = clock_timestamp() + $5 * interval '1 ms'
    WHERE grp = $1 AND id = $2 AND revision IN ($4, $6) AND ends > clock_timestamp()";

const REMOVE: &str =
    "WITH gone AS (DELETE FROM mcp_store WHERE grp = $1 AND id = $2 RETURNING ends)
    SELECT 1 FROM gone WHERE ends > clock_timestamp()";

const LIST: &str = "SELECT id FROM mcp_store WHERE grp = $1 AND id > $2 AND ends > \
                    clock_timestamp() ORDER BY id LIMIT $3";

const DELETE_ENDED: &str = "DELETE FROM mcp_store WHERE (grp, id) IN
    (SELECT grp, id FROM mcp_store WHERE ends <= clock_timestamp() ORDER BY ends LIMIT $1 FOR UPDATE SKIP LOCKED)";

const DELETE_CHANGES: &str =
    "DELETE FROM mcp_changes WHERE at < clock_timestamp() - $1 * interval '1 ms'";

impl Store for PostgresStore {
    async fn get(&self, key: &Key, extend: Option<Duration>) -> Result<Option<Record>, StoreError> {
        attempts("reading a record", || async {
            let (group, id) = (key.group(), key.id());
            let rows = self.rows(READ, &[&group, &id]).await?;
            let Some(row) = rows.first() else {
                return Ok(Done::Sure(None));
            };
            let read = || {
                Ok::<_, tokio_postgres::Error>((row.try_get(0)?, row.try_get(1)?, row.try_get(2)?))
            };
            let (value, revision, left): (Vec<u8>, i64, f64) = read().map_err(failure)?;
            let left = Duration::try_from_secs_f64(left / 1000.0).unwrap_or_default();
            if let Some(ttl) = extend.map(lifetime).filter(|ttl| worthwhile(left, *ttl)) {
                self.change(EXTEND, &[&group, &id, &millis(ttl)]).await?;
            }
            Ok(Done::Sure(Some(Record {
                value: value.into(),
                revision: Revision(revision.cast_unsigned()),
            })))
        })
        .await
    }

    async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        let revision = fresh_revision()?;
        attempts("writing a record", || async {
            let (group, id, value, new, ttl) = (
                key.group(),
                key.id(),
                &value[..],
                revision.0.cast_signed(),
                millis(ttl),
            );
            let done = match on {
                Condition::Absent => {
                    self.change(INSERT, &[&group, &id, &value, &new, &ttl])
                        .await?
                }
                Condition::Room(most) => {
                    let most = i64::try_from(most).unwrap_or(i64::MAX);
                    self.change(INSERT_IF_ROOM, &[&group, &id, &value, &new, &ttl, &most])
                        .await?
                }
                Condition::Unchanged(old) => {
                    self.change(
                        UPDATE,
                        &[&group, &id, &value, &new, &ttl, &old.0.cast_signed()],
                    )
                    .await?
                }
            };
            Ok(if done {
                Done::Sure(Some(revision))
            } else {
                Done::Unless(None)
            })
        })
        .await
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        attempts("removing a record", || async {
            let there = !self
                .rows(REMOVE, &[&key.group(), &key.id()])
                .await?
                .is_empty();
            Ok(if there {
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
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        attempts("listing records", || async {
            let rows = self
                .rows(LIST, &[&group, &after.unwrap_or_default(), &limit])
                .await?;
            rows.iter()
                .map(|row| row.try_get(0))
                .collect::<Result<_, _>>()
                .map(Done::Sure)
                .map_err(failure)
        })
        .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        attempts("answering a ping", || async {
            self.rows("SELECT 1", &[]).await.map(|_| Done::Sure(()))
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

/// As the interval of a statement takes it.
fn millis(ttl: Duration) -> f64 {
    lifetime(ttl).as_secs_f64() * 1000.0
}

/// Deletes expired records, forever. Nobody sees them any more, so a failure can wait for the next
/// time.
async fn sweep(pool: Pool) {
    loop {
        if let Err(failure) = sweep_once(&pool).await {
            tracing::debug!(
                "what ended can't be deleted from PostgreSQL for now: {}",
                failure.error
            );
        }
        tokio::time::sleep(SWEEP).await;
    }
}

async fn sweep_once(pool: &Pool) -> Result<(), Failure> {
    let connection = connection(pool).await?;
    for _ in 0..SWEEPS {
        let deleted = connection
            .execute(DELETE_ENDED, &[&SWEPT])
            .await
            .map_err(failure)?;
        if deleted < SWEPT.cast_unsigned() {
            break;
        }
    }
    connection
        .execute(DELETE_CHANGES, &[&millis(CHANGES_KEPT)])
        .await
        .map_err(failure)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_store_that_cannot_be_reached_is_named_without_its_password() {
        for url in [
            "postgres://me:hush@127.0.0.1:1/db",
            "postgres://me:hush@127.0.0.1:port/db",
            "postgres://me:hush@127.0.0.1:1/db?sslmode=require",
        ] {
            let error = PostgresStore::connect(url)
                .await
                .expect_err("nobody is there")
                .to_string();
            assert!(
                error.contains("127.0.0.1:") && !error.contains("hush"),
                "{error}"
            );
        }
    }
}
