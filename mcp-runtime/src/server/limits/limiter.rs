//! How often each caller has come, as far as it matters.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock, Reference};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::rate::Rate;
use crate::call::Caller;

/// Callers that are remembered. Together they take some megabytes; those beyond them share one
/// allowance, so that whoever has many addresses can fill no memory, and takes nothing from those
/// who are known.
const MOST: usize = 1 << 16;

/// How often those are forgotten who have all of their allowance back.
const SWEEP: Duration = Duration::from_secs(1);

/// One rate, counted for each caller.
pub(super) struct Limiter<C: Clock = DefaultClock> {
    rate: Rate,
    counted: RateLimiter<Caller, Callers, C, NoOpMiddleware<C::Instant>>,
    start: C::Instant,
    /// When to sweep next, in nanoseconds from the start.
    next_sweep: AtomicU64,
}

impl Limiter {
    pub(super) fn of(rate: Option<Rate>) -> Option<Self> {
        rate.map(|rate| Self::new(rate, DefaultClock::default(), MOST))
    }
}

impl<C: Clock> Limiter<C> {
    fn new(rate: Rate, clock: C, most: usize) -> Self {
        let quota =
            Quota::with_period(rate.interval()).unwrap_or(Quota::per_second(NonZeroU32::MAX));
        let quota = quota.allow_burst(NonZeroU32::new(rate.at_once()).unwrap_or(NonZeroU32::MIN));
        let callers = Callers {
            most,
            seen: Mutex::default(),
        };
        let start = clock.now();
        Self {
            rate,
            counted: RateLimiter::new(quota, callers, clock),
            start,
            next_sweep: AtomicU64::new(0),
        }
    }

    pub(super) fn rate(&self) -> Rate {
        self.rate
    }

    /// Counts a call, or says after which time it would be allowed.
    pub(super) fn check(&self, caller: &Caller) -> Result<(), Duration> {
        self.sweep();
        self.counted
            .check_key(caller)
            .map_err(|not_until| not_until.wait_time_from(self.counted.clock().now()))
    }

    /// Forgets the idle, from time to time.
    fn sweep(&self) {
        let now = self
            .counted
            .clock()
            .now()
            .duration_since(self.start)
            .as_u64();
        let due = self.next_sweep.load(Ordering::Relaxed);
        let next = now.saturating_add(Nanos::from(SWEEP).as_u64());
        if now >= due
            && self
                .next_sweep
                .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
        {
            self.counted.retain_recent();
        }
    }
}

/// When each caller has all of its allowance back.
struct Callers {
    most: usize,
    seen: Mutex<HashMap<Caller, Nanos>>,
}

impl Callers {
    fn seen(&self) -> MutexGuard<'_, HashMap<Caller, Nanos>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Callers {
    type Key = Caller;

    fn measure_and_replace<T, F, E>(&self, caller: &Caller, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut seen = self.seen();
        let caller = if seen.len() < self.most || seen.contains_key(caller) {
            caller
        } else {
            &Caller::Newcomer
        };
        let (outcome, full_again) = measure(seen.get(caller).copied())?;
        match seen.get_mut(caller) {
            Some(known) => *known = full_again,
            None => drop(seen.insert(caller.clone(), full_again)),
        }
        Ok(outcome)
    }
}

impl ShrinkableKeyedStateStore<Caller> for Callers {
    fn retain_recent(&self, drop_below: Nanos) {
        self.seen().retain(|_, full_again| *full_again > drop_below);
    }

    fn len(&self) -> usize {
        self.seen().len()
    }

    fn is_empty(&self) -> bool {
        self.seen().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;
    use crate::params::Principal;

    fn limiter(rate: Rate, most: usize) -> (Limiter<FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (Limiter::new(rate, clock.clone(), most), clock)
    }

    fn caller(id: impl ToString) -> Caller {
        Caller::Principal(Principal::new(id.to_string()))
    }

    #[test]
    fn a_burst_is_allowed_and_then_one_call_after_another() {
        let (limiter, clock) = limiter(Rate::per_minute(600).burst(3), MOST);
        let ada = caller("ada");
        for _ in 0..3 {
            assert_eq!(limiter.check(&ada), Ok(()));
        }
        assert_eq!(limiter.check(&ada), Err(Duration::from_millis(100)));
        assert_eq!(
            limiter.check(&caller("bob")),
            Ok(()),
            "each has an allowance of its own"
        );
        clock.advance(Duration::from_millis(99));
        assert_eq!(
            limiter.check(&ada),
            Err(Duration::from_millis(1)),
            "what was refused counts for nothing"
        );
        clock.advance(Duration::from_millis(1));
        assert_eq!(limiter.check(&ada), Ok(()));
        assert!(limiter.check(&ada).is_err());
        clock.advance(Duration::from_secs(3600));
        for _ in 0..3 {
            assert_eq!(
                limiter.check(&ada),
                Ok(()),
                "but no more than a burst is saved up"
            );
        }
        assert!(limiter.check(&ada).is_err());
    }

    #[test]
    fn the_smallest_and_the_greatest_rate_work() {
        let (slow, clock) = limiter(Rate::per_hour(1), MOST);
        assert_eq!(slow.check(&Caller::Anyone), Ok(()));
        assert_eq!(slow.check(&Caller::Anyone), Err(Duration::from_secs(3600)));
        clock.advance(Duration::from_secs(3600));
        assert_eq!(slow.check(&Caller::Anyone), Ok(()));
        let (fast, _) = limiter(Rate::per_second(u32::MAX), MOST);
        for _ in 0..1000 {
            assert_eq!(fast.check(&Caller::Anyone), Ok(()));
        }
    }

    #[test]
    fn the_idle_are_forgotten() {
        let (limiter, clock) = limiter(Rate::per_minute(60), MOST);
        for id in 0..1000 {
            assert_eq!(limiter.check(&caller(id)), Ok(()));
        }
        assert_eq!(limiter.counted.len(), 1000);
        clock.advance(Duration::from_secs(60));
        assert_eq!(limiter.check(&caller("ada")), Ok(()));
        assert_eq!(limiter.counted.len(), 1);
    }

    #[test]
    fn a_flood_of_newcomers_takes_no_memory_and_nothing_from_those_who_are_known() {
        let (limiter, clock) = limiter(Rate::per_minute(60).burst(2), 10);
        let ada = caller("ada");
        assert_eq!(limiter.check(&ada), Ok(()));
        let allowed = (0..100_000)
            .filter(|id| limiter.check(&caller(id)).is_ok())
            .count();
        assert_eq!(
            allowed,
            9 + 2,
            "those who are known, and one allowance for the rest"
        );
        assert_eq!(limiter.counted.len(), 11);
        assert_eq!(limiter.check(&ada), Ok(()));
        assert!(limiter.check(&ada).is_err());
        clock.advance(Duration::from_secs(60));
        assert_eq!(limiter.check(&caller("new")), Ok(()));
        assert_eq!(limiter.counted.len(), 1, "and afterwards all is as it was");
    }
}
