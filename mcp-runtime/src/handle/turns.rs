//! Makes changes of one handle wait for each other in this process. Where many calls change it at
//! once, each begins with the result of the previous change, and none is tried in vain.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use tokio::sync::OwnedMutexGuard;

use crate::store::{Key, Revision};

/// The result of the last change, if it was made in this process while others waited.
type Left = Option<(Bytes, Revision)>;

/// Which handles are being changed, and who waits for them.
#[derive(Debug, Default)]
pub(super) struct Turns(Mutex<HashMap<Key, Arc<tokio::sync::Mutex<Left>>>>);

/// The right to change a handle. Dropping it passes it on to the next.
pub(super) struct Turn<'t> {
    left: OwnedMutexGuard<Left>,
    // Dropped last.
    _place: Waiting<'t>,
}

/// A place among those who change a handle, or wait for it.
struct Waiting<'t> {
    turns: &'t Turns,
    key: &'t Key,
    line: Arc<tokio::sync::Mutex<Left>>,
}

impl Turns {
    /// Waits until the handle is free.
    pub(super) async fn of<'t>(&'t self, key: &'t Key) -> Turn<'t> {
        let line = self.lines().entry(key.clone()).or_default().clone();
        let place = Waiting {
            turns: self,
            key,
            line,
        };
        let left = place.line.clone().lock_owned().await;
        Turn {
            left,
            _place: place,
        }
    }

    fn lines(&self) -> MutexGuard<'_, HashMap<Key, Arc<tokio::sync::Mutex<Left>>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn<'_> {
    /// Returns the result of the previous change.
    pub(super) fn left(&self) -> Left {
        self.left.clone()
    }

    /// Leaves the result for the next change.
    pub(super) fn leave(&mut self, value: Bytes, revision: Revision) {
        *self.left = Some((value, revision));
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        let mut lines = self.turns.lines();
        // The map's and this one.
        if Arc::strong_count(&self.line) <= 2 {
            lines.remove(self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn each_goes_on_from_the_one_before_and_nothing_is_kept_for_nobody() {
        let (turns, key, other) = (Turns::default(), Key::new("a", "1"), Key::new("a", "2"));
        let mut first = turns.of(&key).await;
        assert!(first.left().is_none());
        assert!(turns.of(&other).now_or_never().is_some(), "another handle");
        let mut second = Box::pin(turns.of(&key));
        assert!((&mut second).now_or_never().is_none());
        let given_up = Box::pin(turns.of(&key));
        first.leave(Bytes::from_static(b"x"), Revision(7));
        drop((first, given_up));
        let second = second.await;
        assert_eq!(second.left(), Some((Bytes::from_static(b"x"), Revision(7))));
        drop(second);
        assert!(turns.lines().is_empty());
        assert!(turns.of(&key).await.left().is_none());
    }
}
