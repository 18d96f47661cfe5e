//! A worker's reader of the queue, on a connection of its own.

use std::sync::Arc;
use std::time::Duration;

use redis::RedisResult;
use redis::aio::MultiplexedConnection;
use redis::streams::{StreamAutoClaimReply, StreamReadReply};
use tokio::time::Instant;

use super::queue::{GROUP, Queue};
use crate::task::CancellationToken;
use crate::task::fleet::{self, Entry};

/// How long Redis waits for something to deliver.
const WAIT: Duration = Duration::from_secs(2);

/// Where a look at what is delivered begins, and where it ends.
const BEGINNING: &str = "0-0";

/// A connection to the queue.
pub(super) struct Reader {
    queue: Arc<Queue>,
    worker: String,
    /// How long another worker may be silent before its entries are taken over.
    silence: Duration,
    connection: MultiplexedConnection,
    /// By which another connection may end its wait.
    client: Option<i64>,
    /// When to look next for what silent workers have, and from where.
    look_at: Instant,
    cursor: String,
}

impl Reader {
    pub(super) async fn open(
        queue: Arc<Queue>,
        worker: &str,
        silence: Duration,
    ) -> RedisResult<Self> {
        let mut connection = queue.access().waiting(WAIT).await?;
        let made: RedisResult<()> = redis::cmd("XGROUP")
            .arg(("CREATE", queue.legs(), GROUP, 0, "MKSTREAM"))
            .query_async(&mut connection)
            .await;
        if let Err(error) = made
            && error.code() != Some("BUSYGROUP")
        {
            return Err(error);
        }
        // Who may not know it waits for as long as Redis does.
        let client = redis::cmd("CLIENT")
            .arg("ID")
            .query_async(&mut connection)
            .await
            .ok();
        Ok(Self {
            queue,
            worker: worker.to_owned(),
            silence,
            connection,
            client,
            look_at: Instant::now(),
            cursor: BEGINNING.to_owned(),
        })
    }

    /// Takes what silent workers have, a page at a time.
    async fn take_over(&mut self, most: usize) -> RedisResult<Vec<Entry<String>>> {
        let silence = self.silence.as_millis() as u64;
        let claimed: StreamAutoClaimReply = redis::cmd("XAUTOCLAIM")
            .arg((self.queue.legs(), GROUP, &self.worker, silence))
            .arg((&self.cursor, "COUNT", most))
            .query_async(&mut self.connection)
            .await?;
        self.cursor = claimed.next_stream_id;
        if self.cursor == BEGINNING {
            self.look_at = Instant::now() + self.silence / 3;
            if let Err(error) = self.queue.tidy(silence.saturating_mul(100)).await {
                tracing::debug!("workers that are gone are not forgotten yet: {error}");
            }
        }
        Ok(claimed.claimed.into_iter().map(Entry::from).collect())
    }
}

impl fleet::Reader for Reader {
    type Id = String;

    async fn next(
        &mut self,
        most: usize,
        stop: &CancellationToken,
    ) -> Result<Vec<Entry<String>>, crate::Error> {
        if Instant::now() >= self.look_at {
            let claimed = self.take_over(most).await?;
            if !claimed.is_empty() || Instant::now() >= self.look_at {
                return Ok(claimed);
            }
        }
        let wait = WAIT.min(self.look_at.saturating_duration_since(Instant::now()));
        let mut command = redis::cmd("XREADGROUP");
        command
            .arg(("GROUP", GROUP, &self.worker, "COUNT", most))
            .arg(("BLOCK", wait.as_millis().max(1) as u64))
            .arg(("STREAMS", self.queue.legs(), ">"));
        let read = command.query_async(&mut self.connection);
        tokio::pin!(read);
        let read: Option<StreamReadReply> = tokio::select! {
            read = &mut read => read?,
            // What is delivered must not be lost on its way, so it is waited for.
            () = stop.cancelled() => {
                if let Some(client) = self.client {
                    self.queue.access().unblock(client).await;
                }
                read.await?
            }
        };
        let entries = read.into_iter().flat_map(|read| read.keys);
        Ok(entries.flat_map(|key| key.ids).map(Entry::from).collect())
    }
}
