//! The task that tells subscribers what has changed.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::{Change, Hub};

/// After all are told, nobody is told for so many times as long as that took: changes that come
/// faster are told together, and most of the time is left to calls.
const REST: u32 = 4;

/// The longest such rest.
const LONGEST_REST: Duration = Duration::from_secs(1);

/// Tells what is noted until nothing is. There is one at a time; dropping it makes room for
/// another.
pub(super) struct Teller {
    hub: Arc<Hub>,
    is_done: bool,
}

impl Drop for Teller {
    fn drop(&mut self) {
        // Where its runtime has ended before it.
        if !self.is_done {
            let mut book = self.hub.book();
            (book.has_teller, book.is_telling) = (false, false);
        }
    }
}

impl Teller {
    pub(super) fn new(hub: Arc<Hub>) -> Self {
        Self {
            hub,
            is_done: false,
        }
    }

    pub(super) async fn tell_all(mut self) {
        while let Some(changes) = self.changes() {
            let began = Instant::now();
            for (change, below) in &changes {
                let mut after = None;
                while let Some(last) = self.tell_some(change, after, *below) {
                    after = Some(last);
                    tokio::task::yield_now().await;
                }
            }
            self.hub.book().is_telling = false;
            let rest = (began.elapsed() * REST).min(LONGEST_REST);
            tokio::select! {
                () = self.hub.hurry.notified() => {}
                () = sleep(rest) => {}
            }
        }
    }

    pub(super) fn tell_at_once(mut self) {
        while let Some(changes) = self.changes() {
            for (change, below) in &changes {
                let mut after = None;
                while let Some(last) = self.tell_some(change, after, *below) {
                    after = Some(last);
                }
            }
        }
    }

    /// Takes the changes still to be reported. If there are none, this teller ends.
    fn changes(&mut self) -> Option<Vec<(Change, u64)>> {
        let mut book = self.hub.book();
        let changes = book.take();
        book.has_teller = !changes.is_empty();
        self.is_done = changes.is_empty();
        book.has_teller.then_some(changes)
    }

    /// The last of those that were told.
    fn tell_some(&self, change: &Change, after: Option<u64>, below: u64) -> Option<u64> {
        let some = self.hub.book().some(change, after, below);
        for (_, subscriber) in &some {
            subscriber.tell(change);
        }
        some.last().map(|(key, _)| *key)
    }
}
