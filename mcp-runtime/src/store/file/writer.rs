//! A single thread that writes: writes that arrive while it syncs the disk are written together,
//! and synced once.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use redb::{Database, Error};
use tokio::sync::{mpsc, oneshot};

use super::database::Reopened;
use super::shares::Bounds;
use super::tables::{Writing, Written};
use super::{SWEEP, in_time};
use crate::store::{Condition, Revision, StoreError};

/// How many writes may wait before callers wait, too; and how many share one sync.
const WAITING: usize = 256;

/// How many expired records one sync removes, beside its writes: more than it adds; and how many
/// when there is time.
const CLEARED: usize = 2 * WAITING;
const SWEPT: usize = 10_000;

pub(super) enum Write {
    Put {
        name: Vec<u8>,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    },
    Extend {
        name: Vec<u8>,
        ttl: Duration,
    },
    Remove {
        name: Vec<u8>,
    },
    Sweep,
    Nothing,
}

/// A write, and who waits for it: for the revision that it gave, extended or removed, if it was
/// done.
type Job = (Write, oneshot::Sender<Result<Written, Arc<Error>>>);

pub(super) struct Writer {
    jobs: mpsc::Sender<Job>,
    pub(super) bounds: Arc<Bounds>,
}

impl Writer {
    pub(super) fn start(database: Arc<Reopened>) -> io::Result<Self> {
        let (jobs, waiting) = mpsc::channel(WAITING);
        let bounds = Arc::new(Bounds::default());
        let bounded = bounds.clone();
        std::thread::Builder::new()
            .name("mcp-file-store".to_owned())
            .spawn(move || write_all(&database, &bounded, waiting))?;
        tokio::spawn(sweep(jobs.downgrade()));
        Ok(Self { jobs, bounds })
    }

    /// Hands a write to the writer, and returns its outcome once it is on the disk.
    pub(super) async fn write(
        &self,
        doing: &'static str,
        write: Write,
    ) -> Result<Option<Revision>, StoreError> {
        let written = async {
            let (reply, written) = oneshot::channel();
            // Without a writer, the reply is dropped.
            let _ = self.jobs.send((write, reply)).await;
            written.await
        };
        match in_time(doing, written).await? {
            Ok(Written::Done(revision)) => Ok(Some(revision)),
            Ok(Written::Nothing) => Ok(None),
            Ok(Written::Full(full)) => Err(self.bounds.refusal(full)),
            Err(e) => Err(StoreError::new(doing, e)),
        }
    }
}

/// Removes expired records, as long as there is a writer.
async fn sweep(jobs: mpsc::WeakSender<Job>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(jobs) = jobs.upgrade() else { return };
        let (reply, _) = oneshot::channel();
        // A writer that is busy clears away what ended by itself.
        let _ = jobs.try_send((Write::Sweep, reply));
    }
}

/// Ends when nobody can write any more.
fn write_all(database: &Reopened, bounds: &Bounds, mut waiting: mpsc::Receiver<Job>) {
    let mut jobs = Vec::with_capacity(WAITING);
    while waiting.blocking_recv_many(&mut jobs, WAITING) > 0 {
        let written = database
            .open()
            .and_then(|open| database.with(open, |open| write_together(open, bounds, &jobs)));
        match written {
            Ok(done) => jobs
                .drain(..)
                .zip(done)
                .for_each(|((_, reply), done)| drop(reply.send(Ok(done)))),
            Err(e) => {
                let e = Arc::new(e);
                jobs.drain(..)
                    .for_each(|(_, reply)| drop(reply.send(Err(e.clone()))));
            }
        }
    }
}

fn write_together(
    database: &Database,
    bounds: &Bounds,
    jobs: &[Job],
) -> Result<Vec<Written>, Error> {
    let mut transaction = database.begin_write()?;
    // The values come from clients, who could make up bytes for which a checksum alone is no proof
    // of a finished commit.
    transaction.set_two_phase_commit(true);
    let mut writing = Writing::of(&transaction, bounds)?;
    let mut done = Vec::with_capacity(jobs.len());
    for (write, _) in jobs {
        done.push(match write {
            Write::Put {
                name,
                value,
                ttl,
                on,
            } => writing.put(name, value, *ttl, *on)?,
            Write::Extend { name, ttl } => writing.extend(name, *ttl)?.into(),
            Write::Remove { name } => writing.remove(name)?.into(),
            Write::Nothing => Written::Nothing,
            Write::Sweep => {
                writing.clear(SWEPT)?;
                Written::Nothing
            }
        });
    }
    writing.clear(CLEARED)?;
    drop(writing);
    transaction.commit()?;
    Ok(done)
}
