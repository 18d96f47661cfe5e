//! A budget that all callers share, such as memory, of which no caller can take everything.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[cfg(feature = "http")]
use super::log_throttle::LogThrottle;
use crate::call::Caller;

/// The first half of a budget goes to whoever asks first. The other half goes to callers that have
/// at most this part of the whole, so that one caller can't use up what the others need.
const PART: usize = 8;

/// A caller may have this much whatever part of the budget it is: a budget may be as small as a few
/// streams.
const SMALL: usize = 16;

/// Messages below this size aren't counted: limits on connections and calls bound them, and most
/// messages are that small.
#[cfg(feature = "http")]
pub(crate) const LEAST: usize = 16 << 10;

/// A budget that all callers share.
#[derive(Debug)]
pub(crate) struct Shares {
    most: usize,
    /// Written under the lock of `by_caller`, and read without it.
    taken: AtomicUsize,
    by_caller: Mutex<HashMap<Caller, usize>>,
    #[cfg(feature = "http")]
    log: LogThrottle,
}

/// A caller's share, which is given back when this is dropped.
#[derive(Debug)]
pub(crate) struct Share {
    shares: Arc<Shares>,
    caller: Caller,
    amount: usize,
}

impl Shares {
    pub(crate) fn new(most: usize) -> Arc<Self> {
        Arc::new(Self {
            most,
            taken: AtomicUsize::new(0),
            by_caller: Mutex::default(),
            #[cfg(feature = "http")]
            log: LogThrottle::default(),
        })
    }

    /// Tells the operator, who may want to allow more, that all bytes are taken.
    #[cfg(feature = "http")]
    pub(crate) fn log_full(&self) {
        if self.log.is_due() {
            tracing::warn!(
                max_bytes_in_flight = self.most,
                "requests are refused: callers, or one of them, hold as many bytes of requests and \
                 of unread answers as they may"
            );
        }
    }

    /// The part that a caller may have whatever others have.
    #[cfg(feature = "http")]
    pub(super) fn part(&self) -> usize {
        self.most / PART
    }

    fn by_caller(&self) -> MutexGuard<'_, HashMap<Caller, usize>> {
        self.by_caller
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a caller may still take something. Costs no more than a load as long as half of the
    /// budget is left.
    #[cfg(feature = "http")]
    #[inline]
    pub(crate) fn are_left(&self, caller: &Caller) -> bool {
        self.taken.load(Relaxed) <= self.most / 2 || self.allow(&self.by_caller(), caller, 0)
    }

    fn allow(&self, by_caller: &HashMap<Caller, usize>, caller: &Caller, amount: usize) -> bool {
        let all = self.taken.load(Relaxed).saturating_add(amount);
        if all <= self.most / 2 {
            return true;
        }
        let own = by_caller.get(caller).copied().unwrap_or_default();
        // Callers of whom nothing is known are many, or the only one.
        all <= self.most && (self.is_modest(own, amount) || *caller == Caller::Anyone)
    }

    fn is_modest(&self, own: usize, amount: usize) -> bool {
        own.saturating_add(amount) <= (self.most / PART).max(SMALL)
    }

    /// Whether something that exists already may stay. The budget may be exceeded by what a modest
    /// caller has, and by the only thing that a caller has: it was let in when there was room.
    #[cfg(feature = "http")]
    pub(super) fn have_room(&self, caller: &Caller, amount: usize) -> bool {
        if self.taken.load(Relaxed).saturating_add(amount) <= self.most {
            return true;
        }
        let own = self.by_caller().get(caller).copied().unwrap_or_default();
        own == 0 || (self.is_modest(own, amount) && *caller != Caller::Anyone)
    }

    /// A share of nothing, which can be [resized](Share::resize).
    pub(crate) fn none(self: &Arc<Self>, caller: &Caller) -> Share {
        Share {
            shares: self.clone(),
            caller: caller.clone(),
            amount: 0,
        }
    }

    /// A share of something that exists already, so that it is counted whether or not so much is
    /// left.
    #[cfg(feature = "http")]
    pub(crate) fn of(self: &Arc<Self>, caller: &Caller, amount: usize) -> Share {
        let mut share = self.none(caller);
        self.add(&mut self.by_caller(), caller, amount);
        share.amount = amount;
        share
    }

    fn add(&self, by_caller: &mut HashMap<Caller, usize>, caller: &Caller, amount: usize) {
        self.taken.fetch_add(amount, Relaxed);
        *by_caller.entry(caller.clone()).or_default() += amount;
    }

    fn give_back(&self, by_caller: &mut HashMap<Caller, usize>, caller: &Caller, amount: usize) {
        self.taken.fetch_sub(amount, Relaxed);
        if let Some(own) = by_caller.get_mut(caller) {
            *own -= amount;
            if *own == 0 {
                by_caller.remove(caller);
            }
        }
        // The memory that a crowd of callers needed is freed when they have gone.
        if by_caller.is_empty() && by_caller.capacity() > 1024 {
            *by_caller = HashMap::new();
        }
    }
}

impl Share {
    /// Makes the share as large as this, unless it would grow and there isn't so much left.
    pub(crate) fn resize(&mut self, amount: usize) -> bool {
        let Self { shares, caller, .. } = self;
        let mut by_caller = shares.by_caller();
        if let Some(more) = amount.checked_sub(self.amount) {
            if !shares.allow(&by_caller, caller, more) {
                return false;
            }
            shares.add(&mut by_caller, caller, more);
        } else {
            shares.give_back(&mut by_caller, caller, self.amount - amount);
        }
        self.amount = amount;
        true
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if self.amount > 0 {
            let mut by_caller = self.shares.by_caller();
            self.shares
                .give_back(&mut by_caller, &self.caller, self.amount);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::params::Principal;

    fn caller(name: &str) -> Caller {
        Caller::Principal(Principal::new(name))
    }

    #[test]
    fn one_caller_gets_half_and_others_get_small_parts_of_the_rest() {
        let shares = Shares::new(800);
        let mut greedy = shares.none(&caller("greedy"));
        assert!(greedy.resize(400) && !greedy.resize(401));
        let mut others: Vec<Share> = (0..5)
            .map(|i| shares.none(&caller(&i.to_string())))
            .collect();
        let took: Vec<bool> = others.iter_mut().map(|other| other.resize(100)).collect();
        assert_eq!(took, [true, true, true, true, false], "all is taken");
        assert!(!others[0].resize(101) && others[0].resize(50));
        assert!(others[4].resize(50), "what one gives back, another takes");
        drop(greedy);
        let mut modest = shares.none(&caller("0"));
        assert!(!modest.resize(51) && modest.resize(50), "it has 50 already");
        drop((others, modest));
        assert!(shares.none(&caller("new")).resize(400));
        assert_eq!(shares.taken.load(Relaxed), 0);
        assert!(shares.by_caller().is_empty());
    }

    #[test]
    fn a_caller_of_whom_nothing_is_known_may_take_everything() {
        let shares = Shares::new(800);
        let mut anyone = shares.none(&Caller::Anyone);
        assert!(anyone.resize(800) && !anyone.resize(801));
    }

    #[cfg(feature = "http")]
    #[test]
    fn what_exists_already_is_counted_and_others_wait_for_it() {
        let shares = Shares::new(800);
        let exists = shares.of(&caller("one"), 10_000);
        assert!(!shares.are_left(&caller("another")));
        drop(exists);
        assert!(shares.are_left(&caller("another")));
    }

    #[cfg(feature = "http")]
    #[test]
    fn what_exists_stays_while_there_is_room_or_its_owner_is_modest() {
        let shares = Shares::new(800);
        let (greedy, modest) = (caller("greedy"), caller("modest"));
        assert!(shares.have_room(&greedy, 10_000), "it has nothing else");
        let first = shares.of(&greedy, 700);
        assert!(shares.have_room(&greedy, 100) && !shares.have_room(&greedy, 101));
        assert!(shares.have_room(&modest, 500), "it has nothing else");
        let second = shares.of(&modest, 90);
        assert!(shares.have_room(&modest, 10));
        assert!(!shares.have_room(&modest, 11));
        let unknown = shares.of(&Caller::Anyone, 1);
        assert!(!shares.have_room(&Caller::Anyone, 10));
        drop((first, second, unknown));
    }
}
