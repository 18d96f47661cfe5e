//! The id of a task as the client knows it: `task_` and 36 bytes in Base64 (URL-safe, unpadded), of
//! which 16 are random, 4 tell whose quota the task is of, and 16 authenticate them together with
//! the caller. Its characters are ones that an HTTP header takes as they are.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use orion::util::secure_rand_bytes;

use crate::input::{CallerTag, SealingKeys, TagKeys};
use crate::params::Principal;
use crate::response::ToolError;
use crate::store::Key;

const RANDOM: usize = 16;
const CALLER: usize = 4;
const TAG: usize = TagKeys::LENGTH;
/// The prefix of all ids.
pub(crate) const PREFIX: &str = "task_";

/// The group of the records of tasks.
pub(super) const GROUP: &str = "task";

/// The group of the marks of tasks that live.
pub(super) const LIVE: &str = "task-live";

/// The length of an id's text, in bytes.
const LENGTH: usize = PREFIX.len() + (RANDOM + CALLER + TAG) * 4 / 3;

/// Which task it is, and whose quota it is of. The rest of the text can't be made from it without
/// the keys, so whoever reads the store can't forge ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TaskId {
    random: [u8; RANDOM],
    caller: CallerTag,
}

impl TaskId {
    pub(crate) fn new(caller: CallerTag) -> Result<Self, ToolError> {
        let mut random = [0; RANDOM];
        secure_rand_bytes(&mut random)
            .map_err(|_| ToolError::internal("the operating system gave no randomness"))?;
        Ok(Self { random, caller })
    }

    /// As the client knows it.
    pub(crate) fn text(self, owner: &Principal, keys: &IdKeys) -> String {
        let tag = keys.0.tag(self.parts(owner));
        let bytes = [&self.random[..], &self.caller, &tag].concat();
        let mut text = String::with_capacity(LENGTH);
        text.push_str(PREFIX);
        URL_SAFE_NO_PAD.encode_string(bytes, &mut text);
        text
    }

    /// From what the client sent, if it is the id of a task of this caller.
    pub(crate) fn read(text: &str, owner: &Principal, keys: &IdKeys) -> Option<Self> {
        if text.len() != LENGTH {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (random, rest) = bytes.split_first_chunk()?;
        let (caller, tag) = rest.split_first_chunk()?;
        let id = Self {
            random: *random,
            caller: *caller,
        };
        keys.0.made(tag, id.parts(owner)).then_some(id)
    }

    /// The name by which the store, signals and engines know the task. It holds no proof that
    /// somebody may have it.
    pub(crate) fn name(self) -> String {
        URL_SAFE_NO_PAD.encode([&self.caller[..], &self.random].concat())
    }

    /// From such a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(name).ok()?;
        let (caller, random) = bytes.split_first_chunk::<CALLER>()?;
        Some(Self {
            random: random.try_into().ok()?,
            caller: *caller,
        })
    }

    /// Whose quota it is of.
    pub(super) fn caller(self) -> CallerTag {
        self.caller
    }

    /// Where its record is.
    pub(super) fn key(self) -> Key {
        Key::new(GROUP, self.name())
    }

    /// Where it stands, as long as it lives, that it does.
    pub(super) fn live_key(self) -> Key {
        Key::new(LIVE, self.name())
    }

    /// The same among its caller's.
    pub(super) fn callers_live_key(self) -> Key {
        let caller = URL_SAFE_NO_PAD.encode(self.caller);
        Key::new(format!("{LIVE}/{caller}"), self.name())
    }

    /// The parts that the tag authenticates. Every part but the last has a length of its own.
    fn parts<'a>(&'a self, owner: &'a Principal) -> [&'a [u8]; 4] {
        let (known, id) = owner.id().map_or((0, ""), |id| (1, id));
        [
            &self.random,
            &self.caller,
            &[[0], [1]][known],
            id.as_bytes(),
        ]
    }
}

/// The keys that authenticate ids: derived from the sealing keys, the newest first.
#[derive(Clone)]
pub(crate) struct IdKeys(TagKeys);

impl IdKeys {
    pub(crate) fn new(keys: &SealingKeys) -> Self {
        Self(TagKeys::new(keys, b"mcp-runtime tasks: ids"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(keys: &[u8]) -> IdKeys {
        let keys = SealingKeys::new(keys.iter().map(|key| [*key; 32]));
        IdKeys::new(&keys.unwrap_or_else(|e| panic!("{e}")))
    }

    fn id() -> TaskId {
        TaskId::new([1, 2, 3, 4]).unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn an_id_is_one_callers_and_nobody_elses() {
        let (keys, ada) = (keys(&[1]), Principal::new("ada"));
        let (one, other) = (id(), id());
        let text = one.text(&ada, &keys);
        assert_eq!(TaskId::read(&text, &ada, &keys), Some(one));
        for somebody in [
            Principal::anonymous(),
            Principal::new(""),
            Principal::new("adam"),
            Principal::issued("a", "da"),
        ] {
            assert_eq!(TaskId::read(&text, &somebody, &keys), None, "{somebody:?}");
        }
        assert_ne!(text, other.text(&ada, &keys));
    }

    #[test]
    fn an_id_that_was_changed_anywhere_is_none() {
        let (keys, ada) = (keys(&[1]), Principal::new("ada"));
        let text = id().text(&ada, &keys);
        assert_eq!(text.len(), LENGTH);
        for at in 0..text.len() {
            let mut forged = text.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8_lossy(&forged).into_owned();
            assert_eq!(TaskId::read(&forged, &ada, &keys), None, "{at}");
            assert_eq!(TaskId::read(&text[..at], &ada, &keys), None, "{at}");
        }
        assert_eq!(TaskId::read(&format!("{text}A"), &ada, &keys), None);
    }

    #[test]
    fn an_id_is_read_with_every_key_and_made_with_the_first() {
        let (ada, task) = (Principal::new("ada"), id());
        let text = task.text(&ada, &keys(&[1, 2]));
        for (ring, reads) in [(&[1][..], true), (&[2, 1], true), (&[2], false)] {
            let read = TaskId::read(&text, &ada, &keys(ring));
            assert_eq!(read, reads.then_some(task), "{ring:?}");
        }
    }

    #[test]
    fn its_text_is_a_headers_and_its_name_the_stores() {
        let task = id();
        let text = task.text(&Principal::anonymous(), &keys(&[1]));
        assert!(http::HeaderValue::try_from(&text).is_ok());
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
        );
        assert_eq!(TaskId::from_name(&task.name()), Some(task));
        assert_eq!(TaskId::from_name("nothing"), None);
        assert_ne!(task.key(), task.live_key());
    }
}
