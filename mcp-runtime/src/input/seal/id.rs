//! The unique ids of states.

use std::sync::atomic::{AtomicU64, Ordering};

use orion::util::secure_rand_bytes;

/// Whom a state asks, as far as quotas tell callers apart: a few bytes of a keyed digest.
pub(crate) type CallerTag = [u8; 4];

/// Bits of a number.
const NUMBER: u64 = (1 << 48) - 1;

/// Which process sealed a state, whom it asks, and a number that the process gives once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct StateId {
    pub(super) process: [u8; 6],
    pub(super) asked: CallerTag,
    pub(super) number: u64,
}

impl StateId {
    pub(super) fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&self.process);
        bytes[6..10].copy_from_slice(&self.asked);
        bytes[10..].copy_from_slice(&self.number.to_le_bytes()[..6]);
        bytes
    }

    pub(super) fn from_bytes(bytes: [u8; 16]) -> Self {
        let [a, b, c, d, e, f, asked @ .., g, h, i, j, k, l] = bytes;
        Self {
            process: [a, b, c, d, e, f],
            asked,
            number: u64::from_le_bytes([g, h, i, j, k, l, 0, 0]),
        }
    }
}

/// Gives ids.
#[derive(Debug)]
pub(super) struct Ids {
    process: [u8; 6],
    next: AtomicU64,
}

impl Ids {
    /// Of a process that is told from all others.
    ///
    /// # Panics
    ///
    /// Where the operating system has no randomness: without any, nothing could be sealed either.
    pub(super) fn new() -> Self {
        let mut process = [0; 6];
        secure_rand_bytes(&mut process).expect("the operating system gives randomness");
        Self {
            process,
            next: AtomicU64::new(0),
        }
    }

    pub(super) fn give(&self, asked: CallerTag) -> StateId {
        StateId {
            process: self.process,
            asked,
            number: self.next.fetch_add(1, Ordering::Relaxed) & NUMBER,
        }
    }

    /// Whether this process gave it.
    pub(super) fn gave(&self, id: StateId) -> bool {
        id.process == self.process
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_the_same_when_it_comes_back_and_nobody_elses() {
        let (one, other) = (Ids::new(), Ids::new());
        let ids = [one.give([1; 4]), one.give([1; 4]), other.give([1; 4])];
        for (i, id) in ids.iter().enumerate() {
            assert_eq!(StateId::from_bytes(id.to_bytes()), *id);
            assert!(!ids[..i].contains(id));
        }
        assert!(one.gave(ids[0]) && !one.gave(ids[2]));
        let last = StateId {
            number: NUMBER,
            ..ids[0]
        };
        assert_eq!(StateId::from_bytes(last.to_bytes()), last);
    }
}
