//! Room for so many calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Room for so many calls at a time. Nobody waits for it, so a counter is all it takes: a semaphore
/// would lock its queue for each call that ends.
#[derive(Debug)]
pub(crate) struct Room {
    most: usize,
    taken: AtomicUsize,
}

impl Room {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            taken: AtomicUsize::new(0),
        })
    }

    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// A place in it, if there is one.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Place> {
        let one_more = |taken| (taken < self.most).then_some(taken + 1);
        self.taken
            .fetch_update(Ordering::AcqRel, Ordering::Relaxed, one_more)
            .ok()?;
        Some(Place(self.clone()))
    }
}

/// A place for one call, until it is dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Room>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.taken.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_as_many_as_it_says_and_again_once_they_leave() {
        let room = Room::new(2);
        for _ in 0..3 {
            let (one, two) = (room.enter(), room.enter());
            assert!(one.is_some() && two.is_some());
            assert!(room.enter().is_none() && room.enter().is_none());
            drop(one);
            let again = room.enter();
            assert!(again.is_some() && room.enter().is_none());
        }
        assert!(Room::new(0).enter().is_none());
    }

    #[test]
    fn no_place_is_given_twice_nor_lost_between_threads() {
        let (room, inside) = (Room::new(3), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..10_000 {
                        let Some(place) = room.enter() else { continue };
                        assert!(inside.fetch_add(1, Ordering::SeqCst) < 3);
                        inside.fetch_sub(1, Ordering::SeqCst);
                        drop(place);
                    }
                });
            }
        });
        assert_eq!(room.taken.load(Ordering::SeqCst), 0);
    }
}
