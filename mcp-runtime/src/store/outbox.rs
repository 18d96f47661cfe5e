//! Changes that wait for a bus that may be away.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::subscription::Change;

/// How many changes wait for a bus that is away. If there are more, they become one
/// [`Change::Missed`].
const WAITING: usize = 10_000;

/// How many are sent at once.
const BATCH: usize = 100;

/// How long one attempt to send may take.
const ATTEMPT: Duration = Duration::from_secs(5);

/// The queue into which changes are published.
pub(super) struct Outbox {
    queue: mpsc::Sender<Change>,
    /// How many changes are neither sent nor given up.
    unsent: watch::Sender<usize>,
    overflowed: Arc<AtomicBool>,
}

impl Outbox {
    /// Never waits.
    pub(super) fn publish(&self, change: Change) {
        // Before it can be sent.
        self.unsent.send_modify(|unsent| *unsent += 1);
        if self.queue.try_send(change).is_ok() {
            return;
        }
        self.unsent.send_modify(|unsent| *unsent -= 1);
        if !self.overflowed.swap(true, Ordering::AcqRel) {
            tracing::warn!(
                "{WAITING} changes wait for a store that is away; from now on, subscribers are \
                 told to look at everything again"
            );
        }
    }

    /// Waits until everything is sent.
    pub(super) async fn flush(&self) {
        // It ends with the outbox, which is here.
        let _ = self
            .unsent
            .subscribe()
            .wait_for(|unsent| *unsent == 0)
            .await;
    }
}

/// An outbox, and the task that sends its changes with `send`, in order and until they are sent.
/// The task ends with the outbox.
pub(super) fn outbox<F: Future<Output = crate::Result<()>> + Send>(
    mut send: impl FnMut(Vec<Change>) -> F + Send,
) -> (Outbox, impl Future<Output = ()> + Send) {
    let (queue, mut waiting) = mpsc::channel(WAITING);
    let overflowed = Arc::new(AtomicBool::new(false));
    let unsent = watch::Sender::new(0);
    let outbox = Outbox {
        queue,
        unsent: unsent.clone(),
        overflowed: overflowed.clone(),
    };
    let sender = async move {
        let mut changes = Vec::new();
        loop {
            let count = waiting.recv_many(&mut changes, BATCH).await;
            if count == 0 {
                break;
            }
            if overflowed.swap(false, Ordering::AcqRel) {
                changes.push(Change::Missed);
            }
            let mut pause = Duration::from_millis(50);
            loop {
                // An attempt that was done unnoticed makes a change arrive twice, which harms
                // nobody.
                let error = match tokio::time::timeout(ATTEMPT, send(changes.clone())).await {
                    Ok(Ok(())) => break,
                    Ok(Err(e)) => e.to_string(),
                    Err(_) => format!("no answer within {ATTEMPT:?}"),
                };
                tracing::warn!("changes can't be sent to other instances for now: {error}");
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            changes.clear();
            unsent.send_modify(|unsent| *unsent -= count);
        }
    };
    (outbox, sender)
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn changes_wait_for_a_bus_that_is_away_and_too_many_become_one() {
        let (away, sent) = (
            Arc::new(AtomicBool::new(true)),
            Arc::new(Mutex::new(Vec::new())),
        );
        let (there, got) = (away.clone(), sent.clone());
        let (outbox, sender) = outbox(move |changes| {
            let (away, sent) = (there.load(Ordering::Relaxed), got.clone());
            async move {
                if away {
                    return Err("away".into());
                }
                sent.lock().expect("nobody panics").extend(changes);
                Ok(())
            }
        });
        let sender = tokio::spawn(sender);
        let change = |n: usize| Change::ResourceUpdated(format!("test:///{n}"));
        for n in 0..WAITING {
            outbox.publish(change(n));
        }
        outbox.publish(change(WAITING));
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert!(sent.lock().expect("nobody panics").is_empty());
        assert!(
            tokio::time::timeout(Duration::from_secs(60), outbox.flush())
                .await
                .is_err(),
            "nothing is sent"
        );
        away.store(false, Ordering::Relaxed);
        outbox.flush().await;
        assert_eq!(sent.lock().expect("nobody panics").len(), WAITING + 1);
        outbox.flush().await;
        drop(outbox);
        sender.await.expect("it ends with the outbox");
        let mut sent = sent.lock().expect("nobody panics").clone();
        assert_eq!(
            sent.iter().filter(|sent| **sent == Change::Missed).count(),
            1
        );
        sent.retain(|sent| *sent != Change::Missed);
        assert_eq!(sent, (0..WAITING).map(change).collect::<Vec<_>>());
    }
}
