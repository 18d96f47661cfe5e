//! A worker's reader of the queue, on a connection of its own that hears of new messages.

use std::time::Duration;

use super::statements::seconds;
use crate::store::Listening;
use crate::task::CancellationToken;
use crate::task::fleet::{self, Entry};

/// The longest time between two looks: nobody tells of a message whose worker is silent.
const LOOK: Duration = Duration::from_secs(2);

pub(super) struct Reader {
    listening: Listening,
    queue: String,
    silence: Duration,
}

impl Reader {
    pub(super) fn new(listening: Listening, queue: String, silence: Duration) -> Self {
        Self {
            listening,
            queue,
            silence,
        }
    }
}

impl fleet::Reader for Reader {
    type Id = i64;

    async fn next(
        &mut self,
        most: usize,
        stop: &CancellationToken,
    ) -> Result<Vec<Entry<i64>>, crate::Error> {
        let (hidden, most) = (
            seconds(self.silence),
            i32::try_from(most).unwrap_or(i32::MAX),
        );
        // A delivery must not be lost on its way, so it is waited for.
        let rows = self.listening.rows(&[&self.queue, &hidden, &most]).await?;
        if rows.is_empty() {
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.listening.wait(LOOK.min(self.silence / 3)) => {}
            }
        }
        let entry = |row: &tokio_postgres::Row| {
            let times: i32 = row.try_get(1)?;
            Ok::<_, tokio_postgres::Error>(Entry {
                id: row.try_get(0)?,
                leg: row.try_get(2)?,
                times: times.cast_unsigned(),
            })
        };
        Ok(rows.iter().map(entry).collect::<Result<_, _>>()?)
    }
}
