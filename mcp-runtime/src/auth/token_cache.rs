//! Tokens that were judged, so that a signature isn't checked for each call.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime};

use crate::call::Identity;

/// As many tokens are kept, at most.
const MOST: usize = 10_000;

/// So many bytes at a token's end are hashed: of its signature, which nobody chooses.
const HASHED: usize = 16;

/// Whole tokens, found by a keyed hash of their ends and compared to the letter: no other token has
/// the place of one that was judged.
#[derive(Default)]
pub(super) struct TokenCache {
    seed: RandomState,
    known: RwLock<HashMap<u64, Verdict, BuildHasherDefault<Hashed>>>,
}

/// Who sends a token, and until when that holds.
struct Verdict {
    token: Box<str>,
    until: Instant,
    identity: Identity,
}

impl TokenCache {
    pub(super) fn get(&self, token: &str) -> Option<Identity> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let verdict = known.get(&self.hash(token))?;
        let holds = *verdict.token == *token && verdict.until > Instant::now();
        holds.then(|| verdict.identity.clone())
    }

    /// Keeps a verdict for so long, at most until the token expires.
    pub(super) fn put(&self, token: &str, identity: &Identity, keep: Duration) {
        let left = identity.access.expires().map_or(keep, |expires| {
            expires
                .duration_since(SystemTime::now())
                .unwrap_or_default()
                .min(keep)
        });
        if left.is_zero() {
            return;
        }
        let now = Instant::now();
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, verdict| verdict.until > now);
        }
        if known.len() >= MOST {
            // Any will do: what is still in use is judged once more.
            let mut kept = 0..MOST * 9 / 10;
            known.retain(|_, _| kept.next().is_some());
        }
        let verdict = Verdict {
            token: token.into(),
            until: now + left,
            identity: identity.clone(),
        };
        known.insert(self.hash(token), verdict);
    }

    fn hash(&self, token: &str) -> u64 {
        let bytes = token.as_bytes();
        let end = &bytes[bytes.len().saturating_sub(HASHED)..];
        let mut hasher = self.seed.build_hasher();
        hasher.write(end);
        hasher.finish()
    }
}

/// Passes a hash on as it is.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::Principal;
    use crate::call::{Access, Grant};

    fn identity(expires: SystemTime) -> Identity {
        let grant = Grant {
            expires: Some(expires),
            ..Grant::default()
        };
        Identity::new(Principal::new("ada"), Access::Granted(Arc::new(grant)))
    }

    #[test]
    fn a_verdict_ends_with_its_token() {
        let cache = TokenCache::default();
        let now = SystemTime::now();
        let minute = Duration::from_secs(60);
        cache.put("good", &identity(now + minute), minute);
        cache.put("past", &identity(now - Duration::from_secs(1)), minute);
        cache.put("unkept", &identity(now + minute), Duration::ZERO);
        assert!(cache.get("good").is_some());
        for gone in ["past", "unkept", "goo", "good "] {
            assert!(cache.get(gone).is_none(), "{gone}");
        }
    }

    #[test]
    fn a_token_with_the_same_end_is_another_one() {
        let cache = TokenCache::default();
        let minute = Duration::from_secs(60);
        let (ours, theirs) = ("ada.0123456789abcdef", "eve.0123456789abcdef");
        cache.put(ours, &identity(SystemTime::now() + minute), minute);
        assert!(cache.get(ours).is_some() && cache.get(theirs).is_none());
    }

    #[test]
    fn the_cache_is_bounded() {
        let cache = TokenCache::default();
        let identity = identity(SystemTime::now() + Duration::from_secs(60));
        for n in 0..MOST + 100 {
            cache.put(&n.to_string(), &identity, Duration::from_secs(60));
        }
        let kept = cache.known.read().unwrap().len();
        assert!((MOST / 2..=MOST).contains(&kept), "{kept}");
    }
}
