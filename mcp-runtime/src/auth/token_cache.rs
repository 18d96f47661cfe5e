//! Tokens that were judged, so that a signature isn't checked for each call.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use super::authenticator::Caller;

/// As many tokens are kept, at most.
const MOST: usize = 10_000;

/// Whole tokens, found by a keyed hash and compared to the letter: no other token has the place of
/// one that was judged.
#[derive(Debug, Default)]
pub(super) struct TokenCache(RwLock<HashMap<Box<str>, (Instant, Arc<Caller>)>>);

impl TokenCache {
    pub(super) fn get(&self, token: &str) -> Option<Arc<Caller>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let (until, caller) = known.get(token)?;
        (*until > Instant::now()).then(|| caller.clone())
    }

    /// Keeps a verdict for so long, at most until the token expires.
    pub(super) fn put(&self, token: &str, caller: &Arc<Caller>, keep: Duration) {
        let left = caller.expires().map_or(keep, |expires| {
            expires
                .duration_since(SystemTime::now())
                .unwrap_or_default()
                .min(keep)
        });
        if left.is_zero() {
            return;
        }
        let now = Instant::now();
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (until, _)| *until > now);
        }
        if known.len() >= MOST {
            // Any will do: what is still in use is judged once more.
            let mut kept = 0..MOST * 9 / 10;
            known.retain(|_, _| kept.next().is_some());
        }
        known.insert(token.into(), (now + left, caller.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Principal;

    fn caller(expires: SystemTime) -> Arc<Caller> {
        Arc::new(Caller::new(Principal::new("ada")).with_expiry(expires))
    }

    #[test]
    fn a_verdict_ends_with_its_token() {
        let cache = TokenCache::default();
        let now = SystemTime::now();
        cache.put(
            "good",
            &caller(now + Duration::from_secs(60)),
            Duration::from_secs(60),
        );
        cache.put(
            "past",
            &caller(now - Duration::from_secs(1)),
            Duration::from_secs(60),
        );
        cache.put(
            "unkept",
            &caller(now + Duration::from_secs(60)),
            Duration::ZERO,
        );
        assert!(cache.get("good").is_some());
        for gone in ["past", "unkept", "goo", "good "] {
            assert!(cache.get(gone).is_none(), "{gone}");
        }
    }

    #[test]
    fn the_cache_is_bounded() {
        let cache = TokenCache::default();
        let caller = caller(SystemTime::now() + Duration::from_secs(60));
        for n in 0..MOST + 100 {
            cache.put(&n.to_string(), &caller, Duration::from_secs(60));
        }
        let kept = cache.0.read().unwrap().len();
        assert!((MOST / 2..=MOST).contains(&kept), "{kept}");
    }
}
