//! The text of a handle that contains its own state: `bsk_` and, in Base64 (URL-safe, unpadded), a
//! nonce (24 bytes) and an XChaCha20-Poly1305 ciphertext with its tag. The ciphertext contains the
//! expiry (8 bytes) and the state as JSON. The kind and the owner are authenticated with it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orion::hazardous::aead::xchacha20poly1305::{Nonce, SecretKey, Tag, XChaCha20Poly1305};
use orion::util::secure_rand_bytes;

use super::id::{HandleKeys, payload};
use crate::params::Principal;
use crate::response::ToolError;
use crate::table::HandleMeta;

const NONCE: usize = 24;
const TAG: usize = 16;

/// The longest text, in bytes: a model must repeat it letter by letter.
pub(super) const LONGEST: usize = 2048;

/// The text of a handle that expires at this time, in milliseconds since 1970.
pub(super) fn seal(
    state: &[u8],
    expires: u64,
    kind: &HandleMeta,
    owner: &Principal,
    keys: &HandleKeys,
) -> Result<String, ToolError> {
    let mut nonce = [0; NONCE];
    secure_rand_bytes(&mut nonce)
        .map_err(|_| ToolError::internal("the operating system gave no randomness"))?;
    let mut out = nonce.to_vec();
    out.extend(expires.to_le_bytes());
    out.extend(state);
    let key = SecretKey::from(keys.seals[0]);
    let tag = XChaCha20Poly1305::seal_inplace(
        &key,
        &Nonce::from(nonce),
        Some(&associated(kind, owner)),
        &mut out[NONCE..],
    )
    .map_err(|_| ToolError::internal("the state is too large to be sealed"))?;
    out.extend(tag.unprotected_as_ref::<[u8]>());
    let text = format!("{}_{}", kind.prefix, URL_SAFE_NO_PAD.encode(out));
    if text.len() <= LONGEST {
        return Ok(text);
    }
    let name = kind.name;
    Err(ToolError::internal(format!(
        "the state of a `{name}` makes a handle of {} bytes, and {LONGEST} are the most; keep less in it, or take `sealed` out of its \
         `#[handle(…)]`, so that the server keeps it",
        text.len()
    )))
}

/// The state in a text, if the text is of this kind and this owner, and hasn't expired.
pub(super) fn open(
    text: &str,
    now: u64,
    kind: &HandleMeta,
    owner: &Principal,
    keys: &HandleKeys,
) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let mut bytes = URL_SAFE_NO_PAD.decode(payload(text, kind)?).ok()?;
    let (nonce, rest) = bytes.split_first_chunk_mut::<NONCE>()?;
    let (sealed, tag) = rest.split_last_chunk_mut::<TAG>()?;
    let (nonce, tag) = (Nonce::from(*nonce), Tag::try_from(&*tag).ok()?);
    let associated = associated(kind, owner);
    // A key that doesn't fit leaves the bytes as they are: the tag is compared first.
    let mut keys = keys.seals.iter().map(|key| SecretKey::from(*key));
    keys.find(|key| {
        XChaCha20Poly1305::open_inplace(key, &nonce, &tag, Some(&associated), sealed).is_ok()
    })?;
    let (expires, state) = sealed.split_first_chunk()?;
    (u64::from_le_bytes(*expires) > now).then(|| state.to_vec())
}

fn associated(kind: &HandleMeta, owner: &Principal) -> Vec<u8> {
    let (known, id) = owner.id().map_or((0, ""), |id| (1, id));
    [
        &[kind.prefix.len() as u8],
        kind.prefix.as_bytes(),
        &[known],
        id.as_bytes(),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::input::SealingKeys;
    use crate::table::Expiry;
    use crate::table::Location;

    #[test]
    fn a_state_opens_as_its_own_kind_only_and_until_it_expires() {
        let kind = |prefix| HandleMeta {
            name: "thing",
            prefix,
            description: "",
            ttl: Duration::from_secs(1),
            expiry: Expiry::AfterMint,
            sealed: true,
            external: false,
            location: Location { file: "", line: 0 },
        };
        let (keys, anyone) = (
            HandleKeys::new(&SealingKeys::random()),
            Principal::anonymous(),
        );
        let text = seal(b"{}", 1_000, &kind("a"), &anyone, &keys).unwrap_or_else(|e| panic!("{e}"));
        let opened = |text: &str, now, prefix| open(text, now, &kind(prefix), &anyone, &keys);
        assert_eq!(opened(&text, 999, "a"), Some(b"{}".to_vec()));
        assert_eq!(opened(&text, 1_000, "a"), None);
        assert_eq!(opened(&text, 999, "b"), None);
        assert_eq!(
            opened(&text.replacen("a_", "b_", 1), 999, "b"),
            None,
            "what stands before it is no proof of its kind"
        );
    }
}
