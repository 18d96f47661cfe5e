//! The text of a handle whose state is in the store: `bsk_` and 32 bytes in Base64 (URL-safe,
//! unpadded), of which 16 are random and 16 authenticate them together with the kind and the owner.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orion::util::secure_rand_bytes;

use crate::input::{CallerTag, SealingKeys, TagKeys};
use crate::params::Principal;
use crate::response::ToolError;
use crate::table::HandleMeta;

const ID: usize = 16;
const TAG: usize = TagKeys::LENGTH;

/// The length of an id and a tag in Base64.
const BASE64: usize = ((ID + TAG) * 4).div_ceil(3);

/// The random part, which is also the record's id in the store. The rest can't be computed from it
/// without the keys, so somebody who can read the store can't forge handles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct HandleId([u8; ID]);

impl HandleId {
    pub(super) fn random() -> Result<Self, ToolError> {
        let mut id = [0; ID];
        secure_rand_bytes(&mut id)
            .map_err(|_| ToolError::internal("the operating system gave no randomness"))?;
        Ok(Self(id))
    }

    /// Creates an id that carries the tag of the anonymous caller whose quota it counts against, in
    /// place of some random bits.
    pub(super) fn random_of(tag: CallerTag) -> Result<Self, ToolError> {
        let Self(mut id) = Self::random()?;
        id[..tag.len()].copy_from_slice(&tag);
        Ok(Self(id))
    }

    /// The tag of the anonymous caller whose quota it counts against.
    pub(super) fn tag_of_caller(self) -> CallerTag {
        let [a, b, c, d, ..] = self.0;
        [a, b, c, d]
    }

    /// Appends the id in the store.
    pub(super) fn push_id(self, text: &mut String) {
        push_base64(text, &self.0);
    }

    /// Reads an id from the store.
    pub(super) fn from_id(id: &str) -> Option<Self> {
        Some(Self(URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?))
    }

    /// The text that the client knows.
    pub(super) fn text(self, kind: &HandleMeta, owner: &Principal, keys: &HandleKeys) -> String {
        let mut bytes = [0; ID + TAG];
        bytes[..ID].copy_from_slice(&self.0);
        bytes[ID..].copy_from_slice(&self.tag(kind, owner, &keys.tags));
        let mut text = String::with_capacity(kind.prefix.len() + 1 + BASE64);
        text.push_str(kind.prefix);
        text.push('_');
        push_base64(&mut text, &bytes);
        text
    }

    /// Reads the text that a client sent, if it is a handle of this kind and this owner.
    pub(super) fn read(
        text: &str,
        kind: &HandleMeta,
        owner: &Principal,
        keys: &HandleKeys,
    ) -> Option<Self> {
        let payload = payload(text, kind).filter(|payload| payload.len() == BASE64)?;
        let mut bytes = [0; ID + TAG];
        URL_SAFE_NO_PAD
            .decode_slice_unchecked(payload, &mut bytes)
            .ok()?;
        let (id, tag) = bytes.split_first_chunk()?;
        let ticket = Self(*id);
        let length = [kind.prefix.len() as u8];
        let parts = ticket.parts(kind, &length, owner);
        keys.tags.made(tag, parts).then_some(ticket)
    }

    fn tag(self, kind: &HandleMeta, owner: &Principal, keys: &TagKeys) -> [u8; TAG] {
        keys.tag(self.parts(kind, &[kind.prefix.len() as u8], owner))
    }

    /// The parts that the tag authenticates. The kind's prefix says where it ends, and so does
    /// every other part but the last.
    fn parts<'a>(
        &'a self,
        kind: &'a HandleMeta,
        length: &'a [u8; 1],
        owner: &'a Principal,
    ) -> [&'a [u8]; 5] {
        let (known, id) = owner.id().map_or((0, ""), |id| (1, id));
        [
            length,
            kind.prefix.as_bytes(),
            &self.0,
            &[[0], [1]][known],
            id.as_bytes(),
        ]
    }
}

/// Appends a few bytes in Base64: without the detour over a buffer that texts of any length need.
pub(super) fn push_base64(text: &mut String, bytes: &[u8]) {
    let mut encoded = [0; BASE64];
    let length = URL_SAFE_NO_PAD
        .encode_slice(bytes, &mut encoded)
        .expect("no more bytes than an id and a tag have");
    text.push_str(std::str::from_utf8(&encoded[..length]).expect("Base64 is ASCII"));
}

/// Returns the part after the prefix and the underscore.
pub(super) fn payload<'t>(text: &'t str, kind: &HandleMeta) -> Option<&'t str> {
    text.strip_prefix(kind.prefix)?.strip_prefix('_')
}

/// The keys that authenticate handles and encrypt sealed states: derived from the sealing keys for
/// each purpose, the newest first.
#[derive(Clone)]
pub(crate) struct HandleKeys {
    tags: TagKeys,
    pub(super) seals: Vec<[u8; 32]>,
}

impl HandleKeys {
    pub(crate) fn new(keys: &SealingKeys) -> Self {
        Self {
            tags: TagKeys::new(keys, b"mcp-runtime handles: tags"),
            seals: keys.derived(b"mcp-runtime handles: sealed states"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Expiry;
    use crate::table::Location;
    use std::time::Duration;

    fn kind(prefix: &'static str) -> HandleMeta {
        HandleMeta {
            name: "thing",
            prefix,
            description: "",
            ttl: Duration::from_secs(1),
            expiry: Expiry::AfterUse,
            sealed: false,
            external: false,
            location: Location { file: "", line: 0 },
        }
    }

    fn keys(keys: &[u8]) -> HandleKeys {
        HandleKeys::new(
            &SealingKeys::new(keys.iter().map(|key| [*key; 32])).unwrap_or_else(|e| panic!("{e}")),
        )
    }

    /// The store keeps kinds and owners apart as well, so only this test shows that the text does
    /// so by itself.
    #[test]
    fn a_tag_is_of_one_id_one_kind_and_one_owner() {
        let (keys, anyone) = (keys(&[1]), Principal::anonymous());
        let other = TagKeys::new(&SealingKeys::random(), b"another purpose");
        let ticket = HandleId([7; ID]);
        let tags: Vec<[u8; TAG]> = [
            ticket.tag(&kind("a"), &anyone, &keys.tags),
            ticket.tag(&kind("b"), &anyone, &keys.tags),
            ticket.tag(&kind("a\u{7}"), &anyone, &keys.tags),
            HandleId([8; ID]).tag(&kind("a"), &anyone, &keys.tags),
            ticket.tag(&kind("a"), &Principal::new(""), &keys.tags),
            ticket.tag(&kind("a"), &Principal::new("ada"), &keys.tags),
            ticket.tag(&kind("a"), &Principal::new("adam"), &keys.tags),
            ticket.tag(&kind("a"), &anyone, &other),
        ]
        .to_vec();
        for (i, tag) in tags.iter().enumerate() {
            assert!(!tags[..i].contains(tag), "{i}");
        }
    }

    #[test]
    fn a_text_is_read_with_every_key_and_made_with_the_first() {
        let (kind, ada) = (kind("a"), Principal::new("ada"));
        let ticket = HandleId::random().unwrap_or_else(|e| panic!("{e}"));
        let text = ticket.text(&kind, &ada, &keys(&[1, 2]));
        for (ring, opens) in [
            (&[1][..], true),
            (&[2, 1], true),
            (&[3, 2, 1], true),
            (&[2], false),
        ] {
            let read = HandleId::read(&text, &kind, &ada, &keys(ring));
            assert_eq!(read, opens.then_some(ticket), "{ring:?}");
        }
        let mut id = String::new();
        ticket.push_id(&mut id);
        assert_eq!(HandleId::from_id(&id), Some(ticket));
    }
}
