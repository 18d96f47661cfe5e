//! State that the client carries from a question to its answer, and can neither read, change nor use elsewhere.
//!
//! The text is Base64 (URL-safe, unpadded) of: version (1 byte), key id (4), nonce (24), and an XChaCha20-Poly1305
//! ciphertext with its tag (16), in which stand an id (16), when it expires (8) and the memory as JSON. Version, key id and
//! [`Binding`] are authenticated with it.

mod canonical;
mod keys;
mod marks;

use std::collections::BTreeMap;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use orion::hazardous::aead::xchacha20poly1305::{Nonce, Tag, XChaCha20Poly1305};
use orion::util::secure_rand_bytes;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::params::Principal;
use canonical::field;
use marks::Marks;

pub(crate) use canonical::Digest;
pub use keys::{StateKeys, StateKeysError};

const VERSION: u8 = 1;
const HEADER: usize = 5;
const NONCE: usize = 24;
const TAG: usize = 16;
const LABEL: &[u8] = b"mcp-runtime request state";

/// The longest text there may be, in bytes: it travels in every retry.
const MAX_TEXT: usize = 64 * 1024;

/// What a state belongs to. It opens for the same request of the same caller only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Binding<'a> {
    pub(crate) method: &'a str,
    /// Of the tool or prompt, or the resource's URI.
    pub(crate) name: &'a str,
    /// JSON text of an object. None is the same as an empty one.
    pub(crate) arguments: Option<&'a str>,
    pub(crate) principal: &'a Principal,
}

impl Binding<'_> {
    fn associated_data(&self, header: &[u8]) -> Vec<u8> {
        let mut out = Vec::new();
        field(&mut out, LABEL);
        field(&mut out, header);
        field(&mut out, self.method.as_bytes());
        field(&mut out, self.name.as_bytes());
        field(&mut out, Digest::of_json(self.arguments.unwrap_or("{}")).as_bytes());
        // Nobody is not the same as somebody without a name.
        out.push(u8::from(self.principal.id().is_some()));
        field(&mut out, self.principal.id().unwrap_or_default().as_bytes());
        out
    }
}

/// What the state remembers.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Memory {
    /// Per question key: the digest of the question as it was shown.
    pub(crate) asked: BTreeMap<String, Digest>,
    /// Answers of earlier rounds, with the digest of the question each belongs to; JSON text of the client's response.
    pub(crate) answers: BTreeMap<String, (Digest, Box<RawValue>)>,
}

/// A state that came back.
#[derive(Debug)]
pub(crate) struct Opened {
    pub(crate) memory: Memory,
    id: [u8; 16],
    /// In milliseconds since 1970.
    expires: u64,
}

/// Why a state can't be sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SealError {
    /// The operating system gives no randomness.
    Randomness,
    /// It would be refused when it comes back.
    TooLong,
}

impl fmt::Display for SealError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Randomness => f.write_str("the operating system gives no randomness"),
            Self::TooLong => write!(f, "the answers so far make a request state of more than {MAX_TEXT} bytes"),
        }
    }
}

impl std::error::Error for SealError {}

/// Seals and opens states, and knows which ones were used.
pub(crate) struct Sealer {
    keys: StateKeys,
    lifetime: u64,
    marks: Marks,
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { keys, lifetime, marks: _ } = self;
        f.debug_struct("Sealer").field("keys", keys).field("lifetime", &Duration::from_millis(*lifetime)).finish_non_exhaustive()
    }
}

impl Sealer {
    pub(crate) fn new(keys: StateKeys, lifetime: Duration) -> Self {
        Self { keys, lifetime: millis(lifetime), marks: Marks::default() }
    }

    /// The text for the client. Where it goes on from a state that came back, it shares that one's end and its single use:
    /// otherwise a first state could be sent twice, and each of its successors be used.
    pub(crate) fn seal(&self, memory: &Memory, binding: &Binding<'_>, since: Option<&Opened>) -> Result<String, SealError> {
        let (id, expires) = match since {
            Some(opened) => (opened.id, opened.expires),
            None => self.fresh(now())?,
        };
        let text = self.seal_as(memory, binding, id, expires)?;
        if text.len() > MAX_TEXT { Err(SealError::TooLong) } else { Ok(text) }
    }

    /// What the client brings back, if it is a state of this server, for this request, and not expired. Whatever is wrong
    /// with it looks the same, so that nobody learns by trying.
    pub(crate) fn open(&self, text: &str, binding: &Binding<'_>) -> Option<Opened> {
        self.open_at(text, binding, now())
    }

    /// Marks a state as used. False if it was used before, or if that can't be known: what follows must not be done twice.
    pub(crate) fn consume(&self, opened: &Opened) -> bool {
        self.consume_at(opened, now())
    }

    fn fresh(&self, now: u64) -> Result<([u8; 16], u64), SealError> {
        let mut id = [0; 16];
        secure_rand_bytes(&mut id).map_err(|_| SealError::Randomness)?;
        Ok((id, now.saturating_add(self.lifetime)))
    }

    fn seal_as(&self, memory: &Memory, binding: &Binding<'_>, id: [u8; 16], expires: u64) -> Result<String, SealError> {
        let key = self.keys.newest();
        let mut nonce = [0; NONCE];
        secure_rand_bytes(&mut nonce).map_err(|_| SealError::Randomness)?;

        let mut out = vec![VERSION];
        out.extend(key.id);
        let associated = binding.associated_data(&out);
        out.extend(nonce);
        let plain = out.len();
        out.extend(id);
        out.extend(expires.to_le_bytes());
        serde_json::to_writer(&mut out, memory).expect("strings and JSON text always serialise");
        let tag = XChaCha20Poly1305::seal_inplace(&key.secret, &Nonce::from(nonce), Some(&associated), &mut out[plain..])
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
        let [VERSION, key_id @ ..] = *header else { return None };
        let mut keys = self.keys.named(key_id).peekable();
        // Whoever guesses a text doesn't make the server digest the arguments.
        keys.peek()?;

        let (nonce, tag) = (Nonce::from(*nonce), Tag::try_from(&*tag).ok()?);
        let associated = binding.associated_data(header);
        // A key that doesn't fit leaves the bytes as they are: the tag is compared first.
        keys.find(|key| XChaCha20Poly1305::open_inplace(&key.secret, &nonce, &tag, Some(&associated), sealed).is_ok())?;

        let (id, rest) = sealed.split_first_chunk()?;
        let (expires, memory) = rest.split_first_chunk()?;
        let (id, expires) = (*id, u64::from_le_bytes(*expires));
        if expires <= now {
            return None;
        }
        Some(Opened { memory: serde_json::from_slice(memory).ok()?, id, expires })
    }

    fn consume_at(&self, opened: &Opened, now: u64) -> bool {
        self.marks.mark(opened.id, opened.expires, now)
    }
}

/// The time of day, which all instances share. A clock that stands before 1970 lets everything be expired.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(u64::MAX, millis)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_secs(3600);

    impl Sealer {
        fn seal_at(&self, memory: &Memory, binding: &Binding<'_>, now: u64) -> Result<String, SealError> {
            let (id, expires) = self.fresh(now)?;
            self.seal_as(memory, binding, id, expires)
        }
    }

    fn keys(keys: &[u8]) -> StateKeys {
        StateKeys::new(keys.iter().map(|byte| [*byte; 32])).unwrap_or_else(|error| panic!("{error}"))
    }

    fn sealer() -> Sealer {
        Sealer::new(keys(&[1]), HOUR)
    }

    /// Binds to a call by Ada.
    fn with<R>(method: &str, name: &str, arguments: Option<&str>, then: impl FnOnce(&Binding<'_>) -> R) -> R {
        then(&Binding { method, name, arguments, principal: &Principal::new("ada") })
    }

    fn bound<R>(then: impl FnOnce(&Binding<'_>) -> R) -> R {
        with("tools/call", "delete", Some(r#"{"project":"p/é","count":1,"deep":{"a":[1,2],"b":null}}"#), then)
    }

    fn memory(answer: &str) -> Memory {
        let digest = Digest::of_json(r#"{"message":"Sure?"}"#);
        let answer = RawValue::from_string(answer.to_owned()).unwrap_or_else(|error| panic!("{error}"));
        Memory { asked: [("next".to_owned(), digest)].into(), answers: [("first".to_owned(), (digest, answer))].into() }
    }

    fn sealed(sealer: &Sealer) -> String {
        bound(|binding| sealer.seal(&memory("{\"action\":\"accept\"}"), binding, None)).unwrap_or_else(|error| panic!("{error}"))
    }

    fn opens(sealer: &Sealer, text: &str) -> bool {
        bound(|binding| sealer.open(text, binding)).is_some()
    }

    #[test]
    fn memory_comes_back() {
        let answer = r#"{"action":"accept","content":{"n": 1.0, "s":"\u00e9"}}"#;
        let (sealer, memory) = (sealer(), memory(answer));
        let Ok(text) = bound(|binding| sealer.seal(&memory, binding, None)) else { panic!("seals") };
        assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'), "{text}");
        let Some(opened) = bound(|binding| sealer.open(&text, binding)) else { panic!("opens") };
        assert_eq!(opened.memory.asked, memory.asked);
        let Some((digest, back)) = opened.memory.answers.get("first") else { panic!("the answer") };
        assert_eq!((*digest, back.get()), (memory.asked["next"], answer), "to the letter");
    }

    #[test]
    fn nothing_shows_and_no_two_are_alike() {
        let sealer = sealer();
        let (a, b) = (sealed(&sealer), sealed(&sealer));
        let (a, b) = (URL_SAFE_NO_PAD.decode(a).unwrap_or_default(), URL_SAFE_NO_PAD.decode(b).unwrap_or_default());
        assert!(a.len() > HEADER + NONCE && a[..HEADER] == b[..HEADER]);
        let same = a.iter().zip(&b).skip(HEADER).filter(|(a, b)| a == b).count();
        assert!(same < a.len() / 8, "{same} of {} bytes are the same", a.len());
        assert!(!a.windows(6).any(|part| part == b"accept"));
    }

    #[test]
    fn a_changed_text_does_not_open() {
        let sealer = sealer();
        let text = sealed(&sealer);
        assert!(opens(&sealer, &text));
        for at in 0..text.len() {
            for other in ["A", "B", "_", "=", "!", " ", "é"] {
                let changed = [&text[..at], other, &text[at + 1..]].concat();
                assert!(changed == text || !opens(&sealer, &changed), "{other:?} at {at}");
            }
            assert!(!opens(&sealer, &text[..at]), "cut at {at}");
            assert!(!opens(&sealer, &text[at + 1..]), "cut up to {at}");
        }
        let bytes = URL_SAFE_NO_PAD.decode(&text).unwrap_or_default();
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut bytes = bytes.clone();
                bytes[at] ^= 1 << bit;
                assert!(!opens(&sealer, &URL_SAFE_NO_PAD.encode(bytes)), "bit {bit} of byte {at}");
            }
        }
        for added in ["A", "AAAA", "=", "==", "\n"] {
            assert!(!opens(&sealer, &format!("{text}{added}")), "{added:?} behind it");
        }
    }

    #[test]
    fn it_belongs_to_one_request_of_one_caller() {
        let sealer = sealer();
        let (ada, bob, empty, nobody) = (Principal::new("ada"), Principal::new("bob"), Principal::new(""), Principal::anonymous());
        let of = |principal| Binding { method: "tools/call", name: "delete", arguments: Some(r#"{"a":1}"#), principal };
        let bindings = [
            of(&ada),
            of(&bob),
            of(&empty),
            of(&nobody),
            Binding { method: "prompts/get", ..of(&ada) },
            Binding { name: "delet", ..of(&ada) },
            Binding { name: "deletee", ..of(&ada) },
            Binding { method: "tools/calld", name: "elete", ..of(&ada) },
            Binding { arguments: Some(r#"{"a":2}"#), ..of(&ada) },
            Binding { arguments: Some(r#"{"a":"1"}"#), ..of(&ada) },
            Binding { arguments: Some(r#"{"a":1,"b":null}"#), ..of(&ada) },
            Binding { arguments: None, ..of(&ada) },
        ];
        for (i, binding) in bindings.iter().enumerate() {
            let Ok(text) = sealer.seal(&Memory::default(), binding, None) else { panic!("seals") };
            let opening: Vec<usize> = (0..bindings.len()).filter(|other| sealer.open(&text, &bindings[*other]).is_some()).collect();
            assert_eq!(opening, [i], "{binding:?}");
        }
    }

    #[test]
    fn a_client_may_write_its_arguments_anew() {
        let sealer = sealer();
        let text = sealed(&sealer);
        for arguments in [
            r#"{"deep":{"b":null,"a":[1,2]},"count":1,"project":"p/é"}"#,
            "{ \"project\": \"p\\/\\u00e9\", \"count\": 1.0,\n\"deep\": {\"a\": [1e0, 2], \"b\": null} }",
        ] {
            assert!(with("tools/call", "delete", Some(arguments), |binding| sealer.open(&text, binding)).is_some(), "{arguments}");
        }
        for (sealing, opening) in [(None, Some(" { } ")), (Some("{}"), None)] {
            let Ok(text) = with("tools/call", "x", sealing, |binding| sealer.seal(&Memory::default(), binding, None)) else {
                panic!("seals")
            };
            assert!(with("tools/call", "x", opening, |binding| sealer.open(&text, binding)).is_some(), "{sealing:?}, {opening:?}");
        }
    }

    #[test]
    fn keys_can_be_replaced() {
        let [old, both, new] = [keys(&[1]), keys(&[2, 1]), keys(&[2])].map(|keys| Sealer::new(keys, HOUR));
        let (by_old, by_both) = (sealed(&old), sealed(&both));
        let opening = |text: &str| [&old, &both, &new].map(|sealer| opens(sealer, text));
        assert_eq!(opening(&by_old), [true, true, false]);
        assert_eq!(opening(&by_both), [false, true, true]);
    }

    #[test]
    fn keys_of_one_id_are_told_apart() {
        let [a, b] = [10_055_u32, 59_442].map(|number| {
            let mut key = [0; 32];
            key[..4].copy_from_slice(&number.to_le_bytes());
            key
        });
        let sealers = [vec![a, b], vec![b, a], vec![a], vec![b]].map(|keys| {
            let keys = StateKeys::new(keys).unwrap_or_else(|error| panic!("{error}"));
            Sealer::new(keys, HOUR)
        });
        assert_eq!(sealers[0].keys.named(sealers[2].keys.newest().id).count(), 2, "found by search: their ids are the same");
        let by_b = sealed(&sealers[3]);
        assert_eq!(sealers.each_ref().map(|sealer| opens(sealer, &by_b)), [true, true, false, true]);
    }

    #[test]
    fn another_version_does_not_open() {
        let sealer = sealer();
        let key = sealer.keys.newest();
        let opened = [VERSION, VERSION + 1].map(|version| {
            let header = [&[version], key.id.as_slice()].concat();
            let mut body = [&[0; 16], [0xff; 8].as_slice(), br#"{"asked":{},"answers":{}}"#].concat();
            let associated = bound(|binding| binding.associated_data(&header));
            let tag = XChaCha20Poly1305::seal_inplace(&key.secret, &Nonce::from([0; NONCE]), Some(&associated), &mut body);
            let Ok(tag) = tag else { panic!("seals") };
            opens(&sealer, &URL_SAFE_NO_PAD.encode([header.as_slice(), &[0; NONCE], body.as_slice(), tag.unprotected_as_ref()].concat()))
        });
        assert_eq!(opened, [true, false]);
    }

    #[test]
    fn it_expires() {
        let sealer = sealer();
        let noon = 1_800_000_000_000;
        let Ok(text) = bound(|binding| sealer.seal_at(&Memory::default(), binding, noon)) else { panic!("seals") };
        let opens_at = |now| bound(|binding| sealer.open_at(&text, binding, now)).is_some();
        assert_eq!([noon, noon + 3_599_999, noon + 3_600_000, u64::MAX].map(opens_at), [true, true, false, false]);
        // By the real clock.
        for (lifetime, open) in [(Duration::ZERO, false), (HOUR, true), (Duration::MAX, true)] {
            let sealer = Sealer::new(keys(&[1]), lifetime);
            assert_eq!(opens(&sealer, &sealed(&sealer)), open, "{lifetime:?}");
        }
    }

    #[test]
    fn it_is_used_once() {
        let sealer = sealer();
        let (first, second) = (sealed(&sealer), sealed(&sealer));
        let open = |text: &str| bound(|binding| sealer.open(text, binding)).unwrap_or_else(|| panic!("opens"));
        let (opened, again, other) = (open(&first), open(&first), open(&second));
        assert!(sealer.consume(&opened));
        assert!(!sealer.consume(&opened) && !sealer.consume(&again));
        assert!(sealer.consume(&other), "another state of the same request");
        let late = Sealer::new(keys(&[1]), HOUR);
        assert!(!late.consume_at(&other, other.expires), "expired since it was opened");
        assert!(late.consume_at(&other, other.expires - 1));
    }

    #[test]
    fn what_would_be_too_long_to_come_back_is_not_sealed() {
        let sealer = sealer();
        let filled = |length: usize| memory(&format!("\"{}\"", "x".repeat(length)));
        let unchecked = |length| bound(|binding| sealer.seal_at(&filled(length), binding, now())).unwrap_or_default();
        let checked = |length| bound(|binding| sealer.seal(&filled(length), binding, None)).map(|_| ());
        let room = (MAX_TEXT - unchecked(0).len()) * 3 / 4;
        let Some(longest) = (room - 4..room + 4).rev().find(|length| unchecked(*length).len() <= MAX_TEXT) else { panic!("one fits") };
        assert_eq!([longest, longest + 1].map(|length| opens(&sealer, &unchecked(length))), [true, false]);
        assert_eq!([longest, longest + 1].map(checked), [Ok(()), Err(SealError::TooLong)]);
    }

    #[test]
    fn debug_shows_no_keys() {
        let shown = format!("{:?}", Sealer::new(keys(&[0xab, 0xcd]), HOUR));
        assert_eq!(shown, "Sealer { keys: StateKeys { count: 2, .. }, lifetime: 3600s, .. }");
    }

    #[test]
    fn what_goes_on_from_a_state_shares_its_end_and_its_single_use() {
        let sealer = sealer();
        bound(|binding| {
            let first = sealer.seal_at(&memory("1"), binding, 0).unwrap_or_else(|error| panic!("{error}"));
            let opened = sealer.open_at(&first, binding, 1).unwrap_or_else(|| panic!("it is valid"));
            let next = || {
                let text = sealer.seal(&memory("2"), binding, Some(&opened)).unwrap_or_else(|error| panic!("{error}"));
                (sealer.open_at(&text, binding, 2), sealer.open_at(&text, binding, opened.expires))
            };
            let ((Some(one), late), (Some(two), _)) = (next(), next()) else { panic!("they are valid") };
            assert!(late.is_none(), "a question that is asked again lives no longer");
            assert!(sealer.consume_at(&one, 3));
            assert!(!sealer.consume_at(&two, 3));
        });
    }
}
