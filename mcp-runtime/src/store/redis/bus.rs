//! Changes, by a stream: unlike what is published to channels, it is still there for an instance
//! whose connection was lost.

use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::streams::{StreamId, StreamRangeReply, StreamReadReply};
use redis::{AsyncConnectionConfig, Client, RedisError, RedisResult};

use super::super::attempts::ATTEMPT;
use super::super::remote_bus::{Reading, RemoteBus};
use super::link::Link;
use crate::subscription::{Change, Deliver};

/// How many changes the stream keeps, more or less: what an instance may miss and still catch up
/// with.
const KEPT: usize = 10_000;

/// How many are read at once.
const PAGE: usize = 1000;

/// How long Redis may be silent when there is nothing to read; more than twice that is a connection
/// that was lost.
const SILENCE: Duration = Duration::from_secs(4);

/// The bus of a [`RedisStore`](super::RedisStore).
pub(super) type RedisBus = RemoteBus<Reader>;

/// The bus from now on.
pub(super) async fn open(client: Client, link: Arc<Link>, stream: String) -> RedisResult<RedisBus> {
    // An entry of its own shows later whether the stream still goes back to here.
    let mark = redis::cmd("XADD")
        .arg(entry(&stream))
        .arg("m")
        .arg("")
        .take();
    let last = link
        .ask(async |mut connection| mark.query_async(&mut connection).await)
        .await?;
    let reader = Reader {
        client,
        stream: stream.clone(),
        last,
    };
    Ok(RemoteBus::open(reader, move |changes| {
        let (link, stream) = (link.clone(), stream.clone());
        async move {
            let mut pipeline = redis::pipe();
            for change in &changes {
                pipeline
                    .cmd("XADD")
                    .arg(entry(&stream))
                    .arg("c")
                    .arg(serde_json::to_string(change)?)
                    .ignore();
            }
            Ok(link
                .ask(async |mut connection| pipeline.exec_async(&mut connection).await)
                .await?)
        }
    }))
}

/// The first arguments of `XADD`.
fn entry(stream: &str) -> (&str, &'static str, &'static str, usize, &'static str) {
    (stream, "MAXLEN", "~", KEPT, "*")
}

/// Reads them.
pub(super) struct Reader {
    client: Client,
    stream: String,
    /// The last entry that was read.
    last: String,
}

impl Reading for Reader {
    async fn run(mut self, deliver: Deliver) {
        let mut pause = Duration::ZERO;
        loop {
            if let Err(e) = self.read_on(&deliver, &mut pause).await {
                tracing::warn!("changes of other instances can't be read from Redis for now: {e}");
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).clamp(Duration::from_millis(100), Duration::from_secs(2));
        }
    }
}

impl Reader {
    /// Hands on what comes, until the connection is lost.
    async fn read_on(&mut self, deliver: &Deliver, pause: &mut Duration) -> Result<(), RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(ATTEMPT))
            .set_response_timeout(Some(SILENCE * 2 + ATTEMPT));
        let mut connection = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        self.catch_up(&mut connection, deliver).await?;
        loop {
            let mut reading = redis::cmd("XREAD");
            reading.arg((
                "COUNT",
                PAGE,
                "BLOCK",
                SILENCE.as_millis() as u64,
                "STREAMS",
                &self.stream,
                &self.last,
            ));
            let read: Option<StreamReadReply> = reading.query_async(&mut connection).await?;
            let entries: Vec<StreamId> = read
                .into_iter()
                .flat_map(|read| read.keys)
                .flat_map(|key| key.ids)
                .collect();
            *pause = Duration::ZERO;
            // Whoever is so far behind may have been overtaken by the end of the stream, and reads
            // on behind a gap.
            if entries.len() == PAGE && self.catch_up(&mut connection, deliver).await? {
                continue;
            }
            for entry in entries {
                hand_on(&entry, deliver);
                self.last = entry.id;
            }
        }
    }

    /// Where the stream doesn't go back to the last entry any more, what came after it may be lost:
    /// it is read from its end on, and this is true.
    async fn catch_up(
        &mut self,
        connection: &mut MultiplexedConnection,
        deliver: &Deliver,
    ) -> Result<bool, RedisError> {
        let range: StreamRangeReply = redis::cmd("XRANGE")
            .arg((&self.stream, &self.last, &self.last))
            .query_async(connection)
            .await?;
        let is_lost = range.ids.is_empty();
        if is_lost {
            self.last = redis::cmd("XADD")
                .arg(entry(&self.stream))
                .arg("m")
                .arg("")
                .query_async(connection)
                .await?;
            deliver(&Change::Missed);
        }
        Ok(is_lost)
    }
}

fn hand_on(entry: &StreamId, deliver: &Deliver) {
    if let Some(text) = entry.get::<String>("c") {
        // A later version may know changes that this one doesn't.
        deliver(&serde_json::from_str(&text).unwrap_or(Change::Missed));
    }
}
