use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Ten megabytes at most. More than this are never open at once but in an attack.
const CAPACITY: usize = 100_000;

/// Which states were used, in this process. Each is remembered until it expires, since nobody can
/// use it after that.
pub(super) struct Marks {
    capacity: usize,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    /// When it expires, in milliseconds since 1970, and its id: the first to expire comes first.
    used: BTreeSet<(u64, [u8; 16])>,
    /// The latest expiry that was forgotten. Should the clock go back, what expired before this may
    /// have been used.
    forgotten: u64,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            capacity: CAPACITY,
            book: Mutex::default(),
        }
    }
}

impl Marks {
    /// Marks a state as used. False where it was used before, is expired, or can't be remembered.
    pub(super) fn mark(&self, id: [u8; 16], expires: u64, now: u64) -> bool {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(&(expired, _)) = book.used.first()
            && expired <= now
        {
            book.used.pop_first();
            book.forgotten = expired;
        }
        if expires <= now || expires <= book.forgotten {
            return false;
        }
        if book.used.len() >= self.capacity {
            tracing::warn!(
                capacity = self.capacity,
                "too many request states in use: single use can't be kept, so one more was refused"
            );
            return false;
        }
        book.used.insert((expires, id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: usize) -> [u8; 16] {
        (n as u128).to_le_bytes()
    }

    fn remembered(marks: &Marks) -> usize {
        marks
            .book
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .used
            .len()
    }

    #[test]
    fn a_state_is_used_once() {
        let marks = Marks::default();
        assert!(marks.mark(id(1), 100, 0));
        assert!(!marks.mark(id(1), 100, 0));
        assert!(!marks.mark(id(1), 100, 99));
        assert!(marks.mark(id(2), 100, 99), "another one of the same expiry");
        assert!(!marks.mark(id(3), 100, 100), "expired");
    }

    #[test]
    fn marks_are_bounded_and_pruned() {
        let marks = Marks::default();
        assert!((0..CAPACITY).all(|n| marks.mark(id(n), 1_000 + n as u64 % 2, 0)));
        assert!(!marks.mark(id(CAPACITY), 5_000, 999), "full");
        assert!(!marks.mark(id(0), 1_000, 999), "still remembered");
        assert_eq!(remembered(&marks), CAPACITY);
        assert!(
            marks.mark(id(CAPACITY), 5_000, 1_000),
            "half of them expired"
        );
        assert_eq!(remembered(&marks), CAPACITY / 2 + 1);
        assert!(
            !marks.mark(id(1), 1_001, 1_000),
            "the other half is still remembered"
        );
        assert!(marks.mark(id(CAPACITY + 1), 5_000, 1_001));
        assert_eq!(remembered(&marks), 2);
    }

    #[test]
    fn a_clock_that_goes_back_makes_nothing_usable_again() {
        let marks = Marks::default();
        assert!(marks.mark(id(1), 100, 0));
        assert!(marks.mark(id(2), 300, 200), "which forgets the first");
        assert!(!marks.mark(id(1), 100, 50));
        assert!(
            marks.mark(id(3), 101, 50),
            "what expires later is not suspect"
        );
    }

    #[test]
    fn of_many_at_once_one_wins() {
        let marks = Marks::default();
        let won = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| (0..100).filter(|n| marks.mark(id(*n), 100, 0)).count()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_default())
                .sum::<usize>()
        });
        assert_eq!(won, 100);
    }
}
