//! State that the client carries from a question to its answer, and can't read, change or use
//! elsewhere.
//!
//! The text is Base64 (URL-safe, unpadded) of: version (1 byte), key id (4), nonce (24), and an
//! XChaCha20-Poly1305 ciphertext with its tag (16). The ciphertext contains an id (16), the expiry
//! (8) and the memory as JSON. Version, key id and [`Binding`] are authenticated with it.

mod canonical;
mod id;
mod keys;
mod marks;
mod tags;

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use orion::hazardous::aead::xchacha20poly1305::{Nonce, Tag, XChaCha20Poly1305};
use orion::util::secure_rand_bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::params::Principal;
use crate::store::{Condition, Key, SharedStore, StoreError};
use canonical::field;
use id::{Ids, StateId};
use marks::Marks;

pub(crate) use canonical::Digest;
pub(crate) use id::CallerTag;
pub use keys::{SealingKeys, SealingKeysError};
pub(crate) use tags::TagKeys;

const VERSION: u8 = 1;
const HEADER: usize = 5;
const NONCE: usize = 24;
const TAG: usize = 16;
const LABEL: &[u8] = b"mcp-runtime request state";
const TAG_LABEL: &[u8] = b"mcp-runtime callers";

/// The prefix of the groups of marks in a store; each caller who is asked has one.
const MARKS: &str = "mcp:used";

/// How far the clocks of two instances may differ: a mark outlives its state by this.
const CLOCKS: Duration = Duration::from_secs(300);

/// The longest text allowed, in bytes: it travels in every retry.
const MAX_TEXT: usize = 64 * 1024;

/// The request and the caller to which a state is bound. It opens for no others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding<'a> {
    /// The server's name: several may share keys.
    pub(crate) server: &'a str,
    pub(crate) method: &'a str,
    /// The name of the tool or prompt, or the URI of the resource.
    pub(crate) name: &'a str,
    /// JSON text of an object. None is the same as an empty one.
    pub(crate) arguments: Option<&'a str>,
    pub(crate) principal: &'a Principal,
    /// The caller whom a new state asks. A state that comes back belongs to the caller it asked.
    pub(crate) asked: CallerTag,
}

impl Binding<'_> {
    fn associated_data(&self, header: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        field(&mut out, LABEL);
        field(&mut out, header);
        field(&mut out, self.server.as_bytes());
        field(&mut out, self.method.as_bytes());
        field(&mut out, self.name.as_bytes());
        field(
            &mut out,
            Digest::of_json(self.arguments.unwrap_or("{}")).as_bytes(),
        );
        // Nobody is not the same as somebody without a name.
        out.push(u8::from(self.principal.id().is_some()));
        field(&mut out, self.principal.id().unwrap_or_default().as_bytes());
        out
    }
}

/// The contents of a state.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Per question key: the digest of the question as it was shown.
    pub(crate) asked: BTreeMap<String, Digest>,
    /// Answers of earlier rounds, with the digest of the question each belongs to; JSON text of the
    /// client's response.
    pub(crate) answers: BTreeMap<String, (Digest, Box<RawValue>)>,
}

/// A state that came back.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) memory: Memory,
    pub(crate) ticket: SingleUse,
}

/// Whether a state was used by the request that brought it back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IsUsed(pub(crate) bool);

/// The id and the expiry of a state, by which it is used only once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SingleUse {
    id: StateId,
    /// In milliseconds since 1970.
    expires: u64,
}

/// The outcome of an attempt to use a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Use {
    /// It is used from now on.
    First,
    /// It was used before, has expired, or nobody can know.
    Late,
    /// Another process sealed it, and only that process knows whether it was used.
    Foreign,
    /// The caller it asked has used as many as may be remembered.
    OneTooMany,
}

/// Why a state can't be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SealError {
    /// The operating system provides no randomness.
    Randomness,
    /// It would be refused when it comes back.
    TooLong,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Randomness => f.write_str("the operating system gives no randomness"),
            Self::TooLong => write!(
                f,
                "the answers so far make a request state of more than {MAX_TEXT} bytes"
            ),
        }
    }
}

impl std::error::Error for SealError {}

/// Seals and opens states, and knows which ones were used.
pub(crate) struct Sealer {
    keys: SealingKeys,
    /// For the tags of callers.
    tag_key: [u8; 32],
    lifetime: u64,
    ids: Ids,
    marks: Marks,
    /// Where marks are stored that other processes see.
    store: Option<SharedStore>,
    /// How many marks of one caller the store keeps.
    max_answers: usize,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            keys,
            tag_key: _,
            lifetime,
            ids: _,
            marks: _,
            store: _,
            max_answers: _,
        } = self;
        f.debug_struct("Sealer")
            .field("keys", keys)
            .field("lifetime", &Duration::from_millis(*lifetime))
            .finish_non_exhaustive()
    }
}

impl Sealer {
    pub(crate) fn new(keys: SealingKeys, lifetime: Duration) -> Self {
        Self {
            tag_key: keys.derived(TAG_LABEL)[0],
            keys,
            lifetime: millis(lifetime),
            ids: Ids::new(),
            marks: Marks::default(),
            store: None,
            max_answers: usize::MAX,
        }
    }

    /// Marks used states in a store, if the store outlives the process: then another process may
    /// receive the same state. The store keeps at most this many marks of one caller.
    pub(crate) fn marking_in(mut self, store: &SharedStore, max_answers: usize) -> Self {
        self.store = store.is_persistent().then(|| store.clone());
        self.max_answers = max_answers;
        self
    }

    /// Keys for another purpose, derived from these; the newest first.
    #[cfg(feature = "legacy")]
    pub(crate) fn derived(&self, purpose: &[u8]) -> Vec<[u8; 32]> {
        self.keys.derived(purpose)
    }

    /// Returns a caller's tag for quotas: a few bytes of a keyed digest, which don't say who it is.
    pub(crate) fn tag(&self, kind: &str, id: &[u8]) -> CallerTag {
        let [a, b, c, d, ..] = canonical::sha256(&[&self.tag_key, kind.as_bytes(), &[0], id]);
        [a, b, c, d]
    }

    /// The text for the client. If it continues a state that came back, it shares that state's
    /// expiry, and also its single use unless that use was made. Otherwise a first state could be
    /// sent twice, and each of its successors be used.
    pub(crate) fn seal(
        &self,
        memory: &Memory,
        binding: &Binding<'_>,
        since: Option<(&Opened, IsUsed)>,
    ) -> Result<String, SealError> {
        let (id, expires) = match since {
            Some((opened, IsUsed(false))) => (opened.ticket.id, opened.ticket.expires),
            Some((opened, IsUsed(true))) => (self.ids.give(binding.asked), opened.ticket.expires),
            None => self.fresh(binding.asked, now()),
        };
        let text = self.seal_as(memory, binding, id, expires)?;
        if text.len() > MAX_TEXT {
            Err(SealError::TooLong)
        } else {
            Ok(text)
        }
    }

    /// Opens the state that the client brings back, if this server made it for this request, and it
    /// hasn't expired. Every problem with it looks the same, so that nobody learns by trying.
    pub(crate) fn open(&self, text: &str, binding: &Binding<'_>) -> Option<Opened> {
        self.open_at(text, binding, now())
    }

    /// Marks a state as used. Unless this is its first use, the call must not go on. Nor may it go
    /// on after an error: the store may or may not have marked the state.
    pub(crate) async fn consume(&self, ticket: SingleUse) -> Result<Use, StoreError> {
        let now = now();
        let Some(store) = &self.store else {
            return Ok(self.consume_at(ticket, now));
        };
        if ticket.expires <= now {
            return Ok(Use::Late);
        }
        let group = format!("{MARKS}/{}", URL_SAFE_NO_PAD.encode(ticket.id.asked));
        let key = Key::new(group, URL_SAFE_NO_PAD.encode(ticket.id.to_bytes()));
        let ttl = Duration::from_millis(ticket.expires - now) + CLOCKS;
        let room = Condition::Room(self.max_answers);
        let put = store.put(&key, Bytes::new(), ttl, room);
        if put.await?.is_some() {
            return Ok(Use::First);
        }
        let is_marked = store.get(&key, None).await?.is_some();
        Ok(if is_marked {
            Use::Late
        } else {
            Use::OneTooMany
        })
    }

    fn fresh(&self, asked: CallerTag, now: u64) -> (StateId, u64) {
        (self.ids.give(asked), now.saturating_add(self.lifetime))
    }

    fn seal_as(
        &self,
        memory: &Memory,
        binding: &Binding<'_>,
        id: StateId,
        expires: u64,
    ) -> Result<String, SealError> {
        let key = self.keys.newest();
        let mut nonce = [0; NONCE];
        secure_rand_bytes(&mut nonce).map_err(|_| SealError::Randomness)?;

        let mut out = vec![VERSION];
        out.extend(key.id);
        let associated = binding.associated_data(&out);
        out.extend(nonce);
        let plain = out.len();
        out.extend(id.to_bytes());
        out.extend(expires.to_le_bytes());
        serde_json::to_writer(&mut out, memory).expect("strings and JSON text always serialise");
        let tag = XChaCha20Poly1305::seal_inplace(
            &key.secret,
            &Nonce::from(nonce),
            Some(&associated),
            &mut out[plain..],
        )
        .expect("fewer than 2^38 bytes");
        out.extend(tag.unprotected_as_ref::<[u8]>());
        Ok(URL_SAFE_NO_PAD.encode(out))
    }

    fn open_at(&self, text: &str, binding: &Binding<'_>, now: u64) -> Option<Opened> {
        if text.len() > MAX_TEXT {
            return None;
        }
        let mut bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (header, rest) = bytes.split_first_chunk_mut::<HEADER>()?;
        let (nonce, rest) = rest.split_first_chunk_mut::<NONCE>()?;
        let (sealed, tag) = rest.split_last_chunk_mut::<TAG>()?;
        let [VERSION, key_id @ ..] = *header else {
            return None;
        };
        let mut keys = self.keys.named(key_id).peekable();
        // Whoever guesses a text doesn't make the server digest the arguments.
        keys.peek()?;

        let (nonce, tag) = (Nonce::from(*nonce), Tag::try_from(&*tag).ok()?);
        let associated = binding.associated_data(header);
        // A key that doesn't fit leaves the bytes as they are: the tag is compared first.
        keys.find(|key| {
            XChaCha20Poly1305::open_inplace(&key.secret, &nonce, &tag, Some(&associated), sealed)
                .is_ok()
        })?;

        let (id, rest) = sealed.split_first_chunk()?;
        let (expires, memory) = rest.split_first_chunk()?;
        let (id, expires) = (StateId::from_bytes(*id), u64::from_le_bytes(*expires));
        if expires <= now {
            return None;
        }
        Some(Opened {
            memory: serde_json::from_slice(memory).ok()?,
            ticket: SingleUse { id, expires },
        })
    }

    fn consume_at(&self, ticket: SingleUse, now: u64) -> Use {
        if !self.ids.gave(ticket.id) {
            return Use::Foreign;
        }
        match self.marks.mark(ticket.id.number, ticket.expires, now) {
            true => Use::First,
            false => Use::Late,
        }
    }
}

/// The time of day, which all instances share. With a clock before 1970, everything counts as
/// expired.
fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(u64::MAX, millis)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
