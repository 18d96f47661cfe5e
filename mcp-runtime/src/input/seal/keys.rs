use std::fmt;
use std::sync::Arc;

use base64::{
    Engine,
    engine::general_purpose::{STANDARD_PAD_INDIFFERENT, URL_SAFE_PAD_INDIFFERENT},
};
use orion::hazardous::aead::xchacha20poly1305::SecretKey;

use super::canonical::sha256;

/// The part of a sealed text that identifies the key that sealed it.
pub(super) type KeyId = [u8; 4];

const KEY_ID_LABEL: &[u8] = b"mcp-runtime request state: key id";

/// Keys that seal the state between a question and its answer.
///
/// A server that asks its client's user something gives its state to the client, sealed, and gets
/// it back with the answer. Instances behind one balancer need the same keys, so that any of them
/// can accept the answer. A server that is restarted meanwhile needs the same keys as before. A
/// single process needs no keys: it makes its own.
///
/// The first key seals, and all of them open. Replace a key in three deployments: add the new key
/// behind the old one, then move it to the front, then remove the old one. Remove it only when the
/// last question that it sealed has expired, and the last [handle](crate::handle): a handle opens
/// only with the key that it was minted with.
///
/// ```
/// use mcp_runtime::SealingKeys;
///
/// /// From the environment: `SEALING_KEYS="$(openssl rand -base64 32)"`.
/// fn configured() -> mcp_runtime::Result<SealingKeys> {
///     Ok(SealingKeys::parse(&std::env::var("SEALING_KEYS")?)?)
/// }
/// ```
#[derive(Clone)]
pub struct SealingKeys(Arc<Ring>);

struct Ring {
    newest: Key,
    older: Vec<Key>,
}

/// One key, and the id by which a sealed text names it.
pub(super) struct Key {
    pub(super) id: KeyId,
    pub(super) secret: SecretKey,
}

impl SealingKeys {
    /// Keys of 32 random bytes each; the first one seals. An error if there is none.
    ///
    /// ```
    /// use mcp_runtime::SealingKeys;
    ///
    /// // Of a vault, say, which gives bytes.
    /// # let (new, old) = ([1; 32], [2; 32]);
    /// let keys = SealingKeys::new([new, old])?; // `new` seals, both open
    /// # let _ = keys;
    /// # Ok::<(), mcp_runtime::input::SealingKeysError>(())
    /// ```
    pub fn new(keys: impl IntoIterator<Item = [u8; 32]>) -> Result<Self, SealingKeysError> {
        let mut keys = keys.into_iter().map(|key| Key::new(SecretKey::from(key)));
        let newest = keys.next().ok_or(SealingKeysError(Problem::None))?;
        Ok(Self(Arc::new(Ring {
            newest,
            older: keys.collect(),
        })))
    }

    /// Keys as text; the first one seals. Each is the Base64 form (standard or URL-safe, padded or
    /// not) of 32 random bytes, as `openssl rand -base64 32` makes it. Separate them with commas or
    /// white space. An error if there is none, or if one is malformed or of another length; the
    /// error says which one, but never quotes it.
    ///
    /// ```
    /// use mcp_runtime::SealingKeys;
    ///
    /// let error = SealingKeys::parse("secret").unwrap_err();
    /// assert!(error.to_string().contains("openssl rand -base64 32"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, SealingKeysError> {
        let words = text
            .split(|c: char| c == ',' || c.is_whitespace())
            .filter(|word| !word.is_empty());
        let keys: Vec<[u8; 32]> = words
            .zip(1..)
            .map(|(word, place)| decode(word, place))
            .collect::<Result<_, _>>()?;
        Self::new(keys)
    }

    /// A key that nobody else has, and that is gone with the process.
    ///
    /// # Panics
    ///
    /// Where the operating system has no randomness: without any, nothing could be sealed either.
    pub(crate) fn random() -> Self {
        let newest =
            Key::new(SecretKey::generate().expect("the operating system gives randomness"));
        Self(Arc::new(Ring {
            newest,
            older: Vec::new(),
        }))
    }

    /// Keys for another purpose, derived from these; the newest first.
    pub(crate) fn derived(&self, purpose: &[u8]) -> Vec<[u8; 32]> {
        let ring = std::iter::once(&self.0.newest).chain(&self.0.older);
        ring.map(|key| sha256(&[purpose, key.secret.unprotected_as_ref()]))
            .collect()
    }

    /// The key that seals.
    pub(super) fn newest(&self) -> &Key {
        &self.0.newest
    }

    /// The keys that may have sealed a text: nearly always one or none, but four bytes can match by
    /// chance.
    pub(super) fn named(&self, id: KeyId) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.0.newest)
            .chain(&self.0.older)
            .filter(move |key| key.id == id)
    }
}

impl fmt::Debug for SealingKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SealingKeys")
            .field("count", &(1 + self.0.older.len()))
            .finish_non_exhaustive()
    }
}

impl Key {
    fn new(secret: SecretKey) -> Self {
        let [a, b, c, d, ..] = sha256(&[KEY_ID_LABEL, secret.unprotected_as_ref()]);
        Self {
            id: [a, b, c, d],
            secret,
        }
    }
}

fn decode(word: &str, place: usize) -> Result<[u8; 32], SealingKeysError> {
    let engine = if word.contains(['-', '_']) {
        URL_SAFE_PAD_INDIFFERENT
    } else {
        STANDARD_PAD_INDIFFERENT
    };
    // The decoder's own error would quote a character of the key.
    let bytes = engine
        .decode(word)
        .map_err(|_| SealingKeysError(Problem::Base64 { place }))?;
    bytes.try_into().map_err(|bytes: Vec<u8>| {
        SealingKeysError(Problem::Length {
            place,
            bytes: bytes.len(),
        })
    })
}

/// Why the input is no valid [`SealingKeys`].
///
/// ```
/// use mcp_runtime::SealingKeys;
///
/// let error = SealingKeys::parse("c2hvcnQ=").unwrap_err();
/// assert_eq!(error.to_string(), "sealing key 1 has 5 bytes instead of 32; `openssl rand -base64 32` makes one");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealingKeysError(Problem);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    None,
    Base64 { place: usize },
    Length { place: usize, bytes: usize },
}

impl fmt::Display for SealingKeysError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Problem::None => f.write_str("there is no sealing key")?,
            Problem::Base64 { place } => write!(f, "sealing key {place} is not Base64")?,
            Problem::Length { place, bytes } => {
                write!(f, "sealing key {place} has {bytes} bytes instead of 32")?;
            }
        }
        f.write_str("; `openssl rand -base64 32` makes one")
    }
}

impl std::error::Error for SealingKeysError {}

#[cfg(test)]
mod tests {
    use super::*;

    /// 32 bytes whose Base64 has all four characters in which the alphabets differ, or that are
    /// padding.
    const TEXT: &str = "+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/+/8=";

    fn ids(keys: &SealingKeys) -> Vec<KeyId> {
        std::iter::once(&keys.0.newest)
            .chain(&keys.0.older)
            .map(|key| key.id)
            .collect()
    }

    fn parsed(text: &str) -> Vec<KeyId> {
        SealingKeys::parse(text)
            .map(|keys| ids(&keys))
            .unwrap_or_default()
    }

    #[test]
    fn every_spelling_of_base64_is_the_same_key() {
        let bytes = STANDARD_PAD_INDIFFERENT
            .decode(TEXT)
            .ok()
            .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let expected = SealingKeys::new(bytes)
            .map(|keys| ids(&keys))
            .unwrap_or_default();
        assert_eq!(expected.len(), 1);
        let url_safe = TEXT.replace('+', "-").replace('/', "_");
        for text in [
            TEXT,
            TEXT.trim_end_matches('='),
            &url_safe,
            url_safe.trim_end_matches('='),
            &format!("\n {TEXT},\n"),
        ] {
            assert_eq!(parsed(text), expected, "{text:?}");
        }
    }

    #[test]
    fn several_keys_keep_their_order() {
        let other = URL_SAFE_PAD_INDIFFERENT.encode([7; 32]);
        let (first, second) = (parsed(TEXT), parsed(&other));
        assert_ne!(first, second);
        for text in [
            format!("{TEXT},{other}"),
            format!("{TEXT} {other}"),
            format!("{TEXT}\n,\t{other}"),
        ] {
            assert_eq!(
                parsed(&text),
                [first.clone(), second.clone()].concat(),
                "{text:?}"
            );
        }
    }

    #[test]
    fn errors_say_what_is_wrong_but_not_the_key() {
        let short = &TEXT[4..];
        let broken = TEXT.replace('8', "!");
        let none = SealingKeys::new([]).err().map(|e| e.to_string());
        assert_eq!(
            none.as_deref(),
            Some("there is no sealing key; `openssl rand -base64 32` makes one")
        );
        for (text, wrong) in [
            (String::new(), "there is no sealing key"),
            (" , \n".to_owned(), "there is no sealing key"),
            (short.to_owned(), "sealing key 1 has 29 bytes instead of 32"),
            (
                format!("{TEXT}, {TEXT}{TEXT}"),
                "sealing key 2 is not Base64",
            ),
            (format!("{TEXT} {broken}"), "sealing key 2 is not Base64"),
            (
                format!("{}=", TEXT.replace('=', "A")),
                "sealing key 1 is not Base64",
            ),
        ] {
            let Err(error) = SealingKeys::parse(&text) else {
                panic!("{text:?} is no list of keys")
            };
            assert_eq!(
                error.to_string(),
                format!("{wrong}; `openssl rand -base64 32` makes one"),
                "{text:?}"
            );
            for shown in [error.to_string(), format!("{error:?}")] {
                assert!(
                    !["+/", "/+", "8=", "8!", "33"]
                        .iter()
                        .any(|part| shown.contains(part)),
                    "{shown} shows a part of {text:?}"
                );
            }
        }
    }

    #[test]
    fn debug_counts_keys_and_shows_none() {
        let Ok(keys) = SealingKeys::new([[0xab; 32], [0xcd; 32]]) else {
            panic!("two keys")
        };
        assert_eq!(format!("{keys:?}"), "SealingKeys { count: 2, .. }");
    }

    #[test]
    fn random_keys_differ() {
        assert_ne!(ids(&SealingKeys::random()), ids(&SealingKeys::random()));
    }
}
