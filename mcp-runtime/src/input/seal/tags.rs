//! Tags that show that a text which a client brings back was made by this server.

use std::hash::Hasher as _;

use orion::util::secure_cmp;
use siphasher::sip128::{Hasher128 as _, SipHasher24};

use super::SealingKeys;

/// The keys of such tags: derived from the sealing keys, the newest first.
///
/// A tag is `SipHash-2-4` of 128 bits: a keyed hash for short inputs, whose tags can't be told from
/// random bytes, nor made, without the key. The texts that it authenticates are short, and read in
/// every call: of BLAKE2, one block costs five times as much.
#[derive(Clone)]
pub(crate) struct TagKeys(Vec<[u8; 16]>);

impl TagKeys {
    /// The length of a tag, in bytes.
    pub(crate) const LENGTH: usize = 16;

    pub(crate) fn new(keys: &SealingKeys, purpose: &[u8]) -> Self {
        let first_half = |key: [u8; 32]| std::array::from_fn(|at| key[at]);
        Self(keys.derived(purpose).into_iter().map(first_half).collect())
    }

    /// Makes a tag, with the newest key. Every part but the last must say where it ends.
    pub(crate) fn tag<const PARTS: usize>(&self, parts: [&[u8]; PARTS]) -> [u8; Self::LENGTH] {
        tag(&self.0[0], parts)
    }

    /// Whether this is a tag of these parts, by any of the keys.
    pub(crate) fn made<const PARTS: usize>(&self, found: &[u8], parts: [&[u8]; PARTS]) -> bool {
        (self.0.iter()).any(|key| secure_cmp(&tag(key, parts), found).is_ok())
    }
}

fn tag<const PARTS: usize>(key: &[u8; 16], parts: [&[u8]; PARTS]) -> [u8; TagKeys::LENGTH] {
    let mut hasher = SipHasher24::new_with_key(key);
    for part in parts {
        hasher.write(part);
    }
    hasher.finish128().as_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference implementation's first vectors, of the key 0, 1, … 15.
    #[test]
    fn a_tag_is_siphash_2_4_of_128_bits() {
        let key = std::array::from_fn(|at| at as u8);
        assert_eq!(
            tag(&key, [b""]),
            [
                0xa3, 0x81, 0x7f, 0x04, 0xba, 0x25, 0xa8, 0xe6, 0x6d, 0xf6, 0x72, 0x14, 0xc7, 0x55,
                0x02, 0x93
            ]
        );
        assert_eq!(
            tag(&key, [b"\x00\x01", b"\x02"]),
            tag(&key, [b"\x00\x01\x02"])
        );
    }
}
