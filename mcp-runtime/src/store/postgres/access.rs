//! The way to a store's PostgreSQL, for what else than records is kept there.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_postgres::types::ToSql;
use tokio_postgres::{AsyncMessage, Client, Config, Row, Statement};
use tokio_util::task::AbortOnDropHandle;

use super::link::{ask, failure};
use super::tls::Tls;
use crate::store::StoreError;
use crate::store::attempts::{ATTEMPT, Done, attempts};

/// A store's connections.
#[derive(Clone)]
pub(crate) struct PostgresAccess {
    pub(super) pool: Pool,
    pub(super) config: Config,
    pub(super) tls: Tls,
}

impl fmt::Debug for PostgresAccess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresAccess").finish_non_exhaustive()
    }
}

impl PostgresAccess {
    /// The rows of a statement that does no harm where an earlier attempt has done it.
    pub(crate) async fn rows(
        &self,
        doing: &'static str,
        statement: &str,
        with: &[&(dyn ToSql + Sync)],
    ) -> Result<Vec<Row>, StoreError> {
        attempts(doing, || async {
            ask(&self.pool, statement, async |connection, statement| {
                connection.query(statement, with).await
            })
            .await
            .map(Done::Sure)
        })
        .await
    }

    /// A connection that hears what is notified on a channel, and asks by this statement.
    pub(crate) async fn listen(
        &self,
        channel: &str,
        statement: &str,
    ) -> Result<Listening, StoreError> {
        let opening = async {
            let (client, mut connection) = self.config.connect(self.tls.clone()).await?;
            let news = Arc::new(Notify::new());
            let telling = news.clone();
            // A connection works while it is asked for messages.
            let driving = AbortOnDropHandle::new(tokio::spawn(async move {
                while let Some(Ok(message)) = poll_fn(|cx| connection.poll_message(cx)).await {
                    if matches!(message, AsyncMessage::Notification(_)) {
                        telling.notify_one();
                    }
                }
                // Whoever waits finds out that the connection is lost.
                telling.notify_one();
            }));
            client
                .batch_execute(&format!("LISTEN \"{channel}\""))
                .await?;
            let statement = client.prepare(statement).await?;
            Ok(Listening {
                client,
                statement,
                news,
                _driving: driving,
            })
        };
        heard("listening", opening).await
    }
}

/// A connection that listens.
pub(crate) struct Listening {
    client: Client,
    statement: Statement,
    news: Arc<Notify>,
    _driving: AbortOnDropHandle<()>,
}

impl Listening {
    /// The rows of its statement, which is asked once.
    pub(crate) async fn rows(&self, with: &[&(dyn ToSql + Sync)]) -> Result<Vec<Row>, StoreError> {
        heard("reading", self.client.query(&self.statement, with)).await
    }

    /// Waits until something is notified, but no longer than this: where a pooler swallows
    /// notifications, it is time to look nevertheless.
    pub(crate) async fn wait(&self, most: Duration) {
        let _ = timeout(most, self.news.notified()).await;
    }
}

async fn heard<T>(
    doing: &'static str,
    asking: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, StoreError> {
    match timeout(ATTEMPT, asking).await {
        Ok(answer) => answer.map_err(|error| StoreError::new(doing, failure(error).error)),
        Err(_) => Err(StoreError::new(
            doing,
            format!("no answer within {ATTEMPT:?}"),
        )),
    }
}
