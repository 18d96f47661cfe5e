//! Callers by a hash: whoever reads telemetry can tell them apart, and not who they are.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orion::hazardous::mac::blake2b::{Blake2b, SecretKey};

use crate::input::SealingKeys;

/// The length of a hash, in bytes: enough that no two callers meet.
const LENGTH: usize = 9;

/// The key of the hashes: instances that share their keys agree, and nobody else can try ids.
pub(super) struct Hasher(SecretKey);

impl Hasher {
    pub(super) fn new(keys: &SealingKeys) -> Self {
        let [key, ..] = &keys.derived(b"telemetry: callers")[..] else {
            unreachable!("there is always a newest key");
        };
        Self(SecretKey::try_from(&key[..]).expect("a key of 32 bytes"))
    }

    /// The hash of an id.
    pub(super) fn hash(&self, id: &str) -> String {
        let mut mac = Blake2b::new(&self.0, LENGTH).expect("a length within the hash's");
        mac.update(id.as_bytes()).expect("fewer than 2^64 bytes");
        let tag = mac.finalize().expect("it is finalized once");
        URL_SAFE_NO_PAD.encode(tag.unprotected_as_ref())
    }
}

/// Without the key.
impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn callers_are_told_apart_and_not_named() {
        let keys = SealingKeys::new([[7; 32]]).unwrap();
        let (one, same) = (Hasher::new(&keys), Hasher::new(&keys));
        assert_eq!(one.hash("ada"), same.hash("ada"));
        assert_ne!(one.hash("ada"), one.hash("bob"));
        let other = Hasher::new(&SealingKeys::random());
        assert_ne!(one.hash("ada"), other.hash("ada"));
        assert!(!one.hash("ada").contains("ada"));
    }
}
