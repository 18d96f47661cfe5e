//! Texts that only this server's instances can make and read: Base64 (URL-safe, unpadded) of a
//! nonce (24 bytes) and an XChaCha20-Poly1305 ciphertext with its tag. What a text is for, and to
//! whom it belongs, is authenticated with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orion::hazardous::aead::xchacha20poly1305::{Nonce, SecretKey, Tag, XChaCha20Poly1305};
use orion::util::secure_rand_bytes;

use crate::input::Sealer;

const NONCE: usize = 24;
const TAG: usize = 16;
const PURPOSE: &[u8] = b"mcp-runtime: earlier revisions";

/// The context that a sealed text is bound to, part by part.
pub(super) type Bound<'a> = &'a [&'a [u8]];

/// Seals `plain`; `None` where the operating system gives no randomness.
pub(super) fn seal(sealer: &Sealer, plain: &[u8], bound: Bound<'_>) -> Option<String> {
    let mut nonce = [0; NONCE];
    secure_rand_bytes(&mut nonce).ok()?;
    let key = SecretKey::from(*sealer.derived(PURPOSE).first()?);
    let mut out = nonce.to_vec();
    out.extend(plain);
    let tag = XChaCha20Poly1305::seal_inplace(
        &key,
        &Nonce::from(nonce),
        Some(&associated(bound)),
        &mut out[NONCE..],
    )
    .ok()?;
    out.extend(tag.unprotected_as_ref::<[u8]>());
    Some(URL_SAFE_NO_PAD.encode(out))
}

/// Returns the plain bytes, if they were sealed with these keys and bound to the same context.
pub(super) fn open(sealer: &Sealer, text: &[u8], bound: Bound<'_>) -> Option<Vec<u8>> {
    let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    let (nonce, rest) = bytes.split_first_chunk_mut::<NONCE>()?;
    let (sealed, tag) = rest.split_last_chunk_mut::<TAG>()?;
    let (nonce, tag) = (Nonce::from(*nonce), Tag::try_from(&*tag).ok()?);
    let associated = associated(bound);
    // A key that doesn't fit leaves the bytes as they are: the tag is compared first.
    let mut keys = sealer.derived(PURPOSE).into_iter().map(SecretKey::from);
    keys.find(|key| {
        XChaCha20Poly1305::open_inplace(key, &nonce, &tag, Some(&associated), sealed).is_ok()
    })?;
    Some(sealed.to_vec())
}

/// 128 random bits as text; `None` where the operating system gives no randomness.
pub(super) fn random() -> Option<String> {
    let mut bytes = [0; 16];
    secure_rand_bytes(&mut bytes).ok()?;
    Some(URL_SAFE_NO_PAD.encode(bytes))
}

/// Whether a text may be one that [`random`] made.
pub(super) fn is_random(text: &str) -> bool {
    text.len() == 22
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Each part with its length, so that no two lists of parts look the same.
fn associated(bound: Bound<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    for part in bound {
        out.extend((part.len() as u64).to_le_bytes());
        out.extend(*part);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::input::SealingKeys;

    #[test]
    fn a_text_opens_with_its_keys_for_its_purpose_and_owner() {
        let sealer = |keys: &[[u8; 32]]| {
            let keys = SealingKeys::new(keys.iter().copied()).unwrap();
            Sealer::new(keys, Duration::from_secs(1))
        };
        let (old, new) = (sealer(&[[1; 32]]), sealer(&[[2; 32], [1; 32]]));
        let text = seal(&old, b"secret", &[b"session", b"ada"]).unwrap();
        let opened =
            |sealer: &Sealer, text: &str, bound: Bound<'_>| open(sealer, text.as_bytes(), bound);
        assert_eq!(
            opened(&old, &text, &[b"session", b"ada"]).as_deref(),
            Some(&b"secret"[..])
        );
        assert_eq!(
            opened(&new, &text, &[b"session", b"ada"]).as_deref(),
            Some(&b"secret"[..])
        );
        assert_eq!(
            opened(&sealer(&[[3; 32]]), &text, &[b"session", b"ada"]),
            None
        );
        assert_eq!(opened(&old, &text, &[b"session", b"bob"]), None);
        assert_eq!(opened(&old, &text, &[b"sessiona", b"da"]), None);
        let forged = text.replacen(
            &text[40..41],
            if &text[40..41] == "A" { "B" } else { "A" },
            1,
        );
        assert_eq!(opened(&old, &forged, &[b"session", b"ada"]), None);
        assert_eq!(opened(&old, "", &[b"session", b"ada"]), None);
        assert_ne!(random(), random());
    }
}
