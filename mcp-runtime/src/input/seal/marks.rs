use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// States that one page has a bit for.
const PAGE: u64 = 1 << 15;

/// 32 MiB at most: 268 million questions that may still be answered.
const MOST: usize = 1 << 13;

/// Which states were used, of those that this process sealed: one bit for each, so that nobody can
/// fill it up by being asked often. Each is remembered until it expires, since nobody can use it
/// after that.
pub(super) struct Marks {
    most: usize,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    /// By the numbers that the process gave to its states. A page of which no state was used isn't
    /// there.
    pages: BTreeMap<u64, Page>,
    /// The latest expiry that was forgotten. Should the clock go back, what expired before this may
    /// have been used.
    forgotten: u64,
}

struct Page {
    used: Box<[u64; PAGE as usize / 64]>,
    /// When the last of the used ones expires, in milliseconds since 1970.
    ends: u64,
}

impl Default for Marks {
    fn default() -> Self {
        Self {
            most: MOST,
            book: Mutex::default(),
        }
    }
}

impl Marks {
    /// Marks a state as used. False where it was used before, is expired, or can't be remembered.
    pub(super) fn mark(&self, number: u64, expires: u64, now: u64) -> bool {
        let mut book = self.book.lock().unwrap_or_else(PoisonError::into_inner);
        while book
            .pages
            .values()
            .next()
            .is_some_and(|page| page.ends <= now)
        {
            book.forget_first();
        }
        if expires <= now || expires <= book.forgotten {
            return false;
        }
        let page = book.pages.entry(number / PAGE).or_insert_with(|| Page {
            used: Box::new([0; PAGE as usize / 64]),
            ends: 0,
        });
        page.ends = page.ends.max(expires);
        let place = usize::try_from(number % PAGE).unwrap_or_default();
        let (word, bit) = (&mut page.used[place / 64], 1 << (place % 64));
        let is_first = *word & bit == 0;
        *word |= bit;
        if book.pages.len() > self.most {
            book.forget_first();
        }
        is_first
    }
}

impl Book {
    /// Forgets the states that were sealed first. They count as used from now on.
    fn forget_first(&mut self) {
        if let Some((_, page)) = self.pages.pop_first() {
            self.forgotten = self.forgotten.max(page.ends);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(marks: &Marks) -> usize {
        marks
            .book
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .pages
            .len()
    }

    #[test]
    fn a_state_is_used_once() {
        let marks = Marks::default();
        assert!(marks.mark(1, 100, 0));
        assert!(!marks.mark(1, 100, 0));
        assert!(!marks.mark(1, 100, 99));
        assert!(marks.mark(2, 100, 99), "another one of the same expiry");
        assert!(
            marks.mark(1 + PAGE, 100, 99),
            "the same bit of another page"
        );
        assert!(!marks.mark(3, 100, 100), "expired");
    }

    #[test]
    fn a_flood_of_answers_takes_a_bit_each_and_is_forgotten_when_it_is_over() {
        let marks = Marks::default();
        let flood = 1_000_000;
        assert!((0..flood).all(|n| marks.mark(n, 1_000 + n % 2, 0)));
        assert!(!(0..flood).any(|n| marks.mark(n, 1_000 + n % 2, 999)));
        assert_eq!(pages(&marks) as u64, flood.div_ceil(PAGE));
        assert!(marks.mark(flood, 5_000, 999), "and one more is taken");
        assert!(marks.mark(flood + 1, 5_000, 1_001));
        assert_eq!(pages(&marks), 1);
        assert!(
            !marks.mark(flood - 1, 1_001, 1_000),
            "whatever the clock says"
        );
    }

    #[test]
    fn what_is_forgotten_too_early_counts_as_used() {
        let marks = Marks {
            most: 2,
            ..Marks::default()
        };
        assert!(marks.mark(0, 100, 0));
        assert!(marks.mark(PAGE, 200, 0) && marks.mark(2 * PAGE, 300, 0));
        assert_eq!(pages(&marks), 2);
        assert!(!marks.mark(0, 100, 0) && !marks.mark(1, 100, 0));
        assert!(marks.mark(PAGE + 1, 200, 0));
    }

    #[test]
    fn a_clock_that_goes_back_makes_nothing_usable_again() {
        let marks = Marks::default();
        assert!(marks.mark(1, 100, 0));
        assert!(marks.mark(2 + PAGE, 300, 200), "which forgets the first");
        assert!(!marks.mark(1, 100, 50));
        assert!(marks.mark(3, 101, 50), "what expires later is not suspect");
    }

    #[test]
    fn of_many_at_once_one_wins() {
        let marks = Marks::default();
        let won = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..8)
                .map(|_| scope.spawn(|| (0..100).filter(|n| marks.mark(*n, 100, 0)).count()))
                .collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_default())
                .sum::<usize>()
        });
        assert_eq!(won, 100);
    }
}
