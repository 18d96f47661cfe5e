//! A limit on the number of calls that run at a time.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Limits the number of calls that run at a time. Nobody waits for it, so a counter is enough: a
/// semaphore with a queue would lock it for each call that ends.
#[derive(Debug)]
pub(crate) struct Semaphore {
    most: usize,
    taken: AtomicUsize,
    /// How many calls have entered: each has a number.
    entered: AtomicU64,
    /// The number of running tasks that can't be stopped with their call, by the call's number.
    working: Mutex<HashMap<u64, usize>>,
}

impl Semaphore {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            taken: AtomicUsize::new(0),
            entered: AtomicU64::new(0),
            working: Mutex::default(),
        })
    }

    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// A slot, if one is free.
    pub(crate) fn enter(self: &Arc<Self>) -> Option<Slot> {
        let one_more = |taken| (taken < self.most).then_some(taken + 1);
        self.taken
            .fetch_update(Ordering::AcqRel, Ordering::Relaxed, one_more)
            .ok()?;
        let number = self.entered.fetch_add(1, Ordering::Relaxed);
        Some(Slot {
            room: self.clone(),
            number,
        })
    }

    /// Whether something works for a call that can't be stopped with it.
    pub(crate) fn has_work(&self, number: u64) -> bool {
        self.working().contains_key(&number)
    }

    fn working(&self) -> MutexGuard<'_, HashMap<u64, usize>> {
        self.working.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The slot of one call, until it is dropped.
#[derive(Debug)]
pub(crate) struct Slot {
    room: Arc<Semaphore>,
    number: u64,
}

impl Slot {
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Something works for the call that can't be stopped with it.
    pub(crate) fn begin_work(&self) {
        *self.room.working().entry(self.number).or_default() += 1;
    }

    pub(crate) fn end_work(&self) {
        let mut working = self.room.working();
        if let Some(parts) = working.get_mut(&self.number) {
            *parts -= 1;
            if *parts == 0 {
                working.remove(&self.number);
            }
        }
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.room.taken.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_room_for_as_many_as_it_says_and_again_once_they_leave() {
        let room = Semaphore::new(2);
        for _ in 0..3 {
            let (one, two) = (room.enter(), room.enter());
            assert!(one.is_some() && two.is_some());
            assert!(room.enter().is_none() && room.enter().is_none());
            drop(one);
            let again = room.enter();
            assert!(again.is_some() && room.enter().is_none());
        }
        assert!(Semaphore::new(0).enter().is_none());
    }

    #[test]
    fn work_is_known_until_all_of_it_has_ended() {
        let room = Semaphore::new(2);
        let (Some(one), Some(other)) = (room.enter(), room.enter()) else {
            panic!("there is room for two")
        };
        one.begin_work();
        one.begin_work();
        one.end_work();
        assert!(room.has_work(one.number()) && !room.has_work(other.number()));
        one.end_work();
        assert!(!room.has_work(one.number()));
    }

    #[test]
    fn no_place_is_given_twice_nor_lost_between_threads() {
        let (room, inside) = (Semaphore::new(3), AtomicUsize::new(0));
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
