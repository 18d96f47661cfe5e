//! Records as bytes: JSON, and where they outlive the process, sealed by XChaCha20-Poly1305, since
//! arguments and results are nobody's to read who reads the store. The nonce (24 bytes) stands
//! before, the tag (16) behind; the record's place is authenticated with it.

use bytes::Bytes;
use orion::hazardous::aead::xchacha20poly1305::{Nonce, SecretKey, Tag, XChaCha20Poly1305};
use orion::util::secure_rand_bytes;

use super::record::Record;
use crate::input::SealingKeys;
use crate::store::Key;

const NONCE: usize = 24;
const TAG: usize = 16;

/// The keys that seal records, the newest first; none where nothing is sealed.
#[derive(Clone)]
pub(super) struct RecordKeys(Vec<[u8; 32]>);

/// Why a record can't be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unsealed;

impl RecordKeys {
    pub(super) fn new(keys: &SealingKeys, seals: bool) -> Self {
        Self(match seals {
            true => keys.derived(b"mcp-runtime tasks: records"),
            false => Vec::new(),
        })
    }

    pub(super) fn write(&self, key: &Key, record: &Record) -> Result<Bytes, Unsealed> {
        let json = serde_json::to_vec(record).map_err(|_| Unsealed)?;
        let Some(secret) = self.0.first() else {
            return Ok(json.into());
        };
        let mut nonce = [0; NONCE];
        secure_rand_bytes(&mut nonce).map_err(|_| Unsealed)?;
        let mut out = Vec::with_capacity(NONCE + json.len() + TAG);
        out.extend(nonce);
        out.extend(json);
        let (secret, place) = (SecretKey::from(*secret), key.to_string());
        let (nonce, text) = (Nonce::from(nonce), &mut out[NONCE..]);
        let tag = XChaCha20Poly1305::seal_inplace(&secret, &nonce, Some(place.as_bytes()), text)
            .map_err(|_| Unsealed)?;
        out.extend(tag.unprotected_as_ref::<[u8]>());
        Ok(out.into())
    }

    /// The record, if it was written for this place by one of the keys.
    pub(super) fn read(&self, key: &Key, bytes: &[u8]) -> Option<Record> {
        if self.0.is_empty() {
            return serde_json::from_slice(bytes).ok();
        }
        let mut bytes = bytes.to_vec();
        let (nonce, rest) = bytes.split_first_chunk_mut::<NONCE>()?;
        let (sealed, tag) = rest.split_last_chunk_mut::<TAG>()?;
        let (nonce, tag) = (Nonce::from(*nonce), Tag::try_from(&*tag).ok()?);
        let place = key.to_string();
        // A key that doesn't fit leaves the bytes as they are: the tag is compared first.
        let mut secrets = self.0.iter().map(|secret| SecretKey::from(*secret));
        secrets.find(|secret| {
            XChaCha20Poly1305::open_inplace(secret, &nonce, &tag, Some(place.as_bytes()), sealed)
                .is_ok()
        })?;
        serde_json::from_slice(sealed).ok()
    }
}
