//! Changes, in a table; a notification says that there are new ones. Unlike what is in
//! notifications alone, they are still there for an instance whose connection was lost, and may be
//! as long as they are.

use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout};
use tokio_postgres::{AsyncMessage, Client, Config};

use super::super::attempts::{ATTEMPT, Failure};
use super::super::remote_bus::{Reading, RemoteBus};
use super::CHANGES_KEPT;
use super::link::{connection, failure};
use super::tls::Tls;
use crate::subscription::{Change, Deliver};

/// How many changes are read at once.
const PAGE: i64 = 1000;

/// How long to wait for a notification before looking nevertheless: it shows whether the connection
/// is still there, and works where a pooler swallows notifications.
const SILENCE: Duration = Duration::from_secs(5);

/// Numbers are given in the order of commits, so that nobody who has read one number misses a lower
/// one.
const IN_ORDER: &str = "SELECT pg_advisory_xact_lock(19870325, 2)";

const WRITE: &str = "INSERT INTO mcp_changes (change) SELECT unnest($1::text[])";

const READ: &str = "SELECT id, change FROM mcp_changes WHERE id > $1 ORDER BY id LIMIT $2";

const LAST: &str = "SELECT coalesce(max(id), 0) FROM mcp_changes";

/// The last number that was given, also where the change itself is deleted.
const GIVEN: &str =
    "SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('mcp_changes', 'id')), 0)";

/// The bus of a [`PostgresStore`](super::PostgresStore).
pub(super) type PostgresBus = RemoteBus<Reader>;

/// The bus from now on.
pub(super) async fn open(pool: Pool, config: Config, tls: Tls) -> Result<PostgresBus, Failure> {
    let last = connection(&pool)
        .await?
        .query_one(LAST, &[])
        .await
        .map_err(failure)?
        .get(0);
    let reader = Reader {
        config,
        tls,
        last,
        read: Instant::now(),
    };
    Ok(RemoteBus::open(reader, move |changes| {
        let pool = pool.clone();
        async move { send(&pool, &changes).await.map_err(|failure| failure.error) }
    }))
}

async fn send(pool: &Pool, changes: &[Change]) -> Result<(), Failure> {
    let texts: Vec<String> = changes
        .iter()
        .filter_map(|change| serde_json::to_string(change).ok())
        .collect();
    let mut connection = connection(pool).await?;
    let transaction = connection.transaction().await.map_err(failure)?;
    transaction.batch_execute(IN_ORDER).await.map_err(failure)?;
    transaction
        .execute(WRITE, &[&texts])
        .await
        .map_err(failure)?;
    transaction
        .batch_execute("NOTIFY mcp_changes")
        .await
        .map_err(failure)?;
    transaction.commit().await.map_err(failure)
}

/// Reads them.
pub(super) struct Reader {
    config: Config,
    tls: Tls,
    /// The number of the last change that was read, and when that was.
    last: i64,
    read: Instant,
}

impl Reading for Reader {
    async fn run(mut self, deliver: Deliver) {
        let mut pause = Duration::ZERO;
        loop {
            let error = match timeout(ATTEMPT, self.config.connect(self.tls.clone())).await {
                Ok(Ok((client, mut connection))) => {
                    let news = Arc::new(Notify::new());
                    let telling = news.clone();
                    // A connection works while it is asked for messages.
                    let driving = async move {
                        while let Some(Ok(message)) =
                            poll_fn(|cx| connection.poll_message(cx)).await
                        {
                            if matches!(message, AsyncMessage::Notification(_)) {
                                telling.notify_one();
                            }
                        }
                    };
                    tokio::select! {
                        failed = self.read_on(&client, &news, &deliver, &mut pause) => failed,
                        () = driving => "the connection was lost".into(),
                    }
                }
                Ok(Err(e)) => failure(e).error,
                Err(e) => e.into(),
            };
            tracing::warn!(
                "changes of other instances can't be read from PostgreSQL for now: {error}"
            );
            tokio::time::sleep(pause).await;
            pause = (pause * 2).clamp(Duration::from_millis(100), Duration::from_secs(2));
        }
    }
}

impl Reader {
    /// Hands on what comes, until something fails.
    async fn read_on(
        &mut self,
        client: &Client,
        news: &Notify,
        deliver: &Deliver,
        pause: &mut Duration,
    ) -> crate::Error {
        let reading = async {
            timeout(ATTEMPT, client.batch_execute("LISTEN mcp_changes")).await??;
            let given: i64 = timeout(ATTEMPT, client.query_one(GIVEN, &[]))
                .await??
                .get(0);
            // Changes may have been deleted meanwhile; and a database that was restored counts from
            // an earlier number.
            if given < self.last || self.read.elapsed() + SILENCE * 2 >= CHANGES_KEPT {
                self.last = timeout(ATTEMPT, client.query_one(LAST, &[])).await??.get(0);
                deliver(&Change::Missed);
            }
            loop {
                let rows = timeout(ATTEMPT, client.query(READ, &[&self.last, &PAGE])).await??;
                for row in &rows {
                    // A later version may know changes that this one doesn't.
                    deliver(&serde_json::from_str(row.get(1)).unwrap_or(Change::Missed));
                    self.last = row.get(0);
                }
                self.read = Instant::now();
                *pause = Duration::ZERO;
                if rows.is_empty() {
                    // Whether there was a notification or not, it is time to look.
                    let _ = timeout(SILENCE, news.notified()).await;
                }
            }
        };
        let failed: Result<std::convert::Infallible, crate::Error> = reading.await;
        match failed {
            Err(e) => e,
        }
    }
}
