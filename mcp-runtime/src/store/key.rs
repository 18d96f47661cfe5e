use std::cmp::Ordering;
use std::fmt;

/// The address of a record: its group, whose records can be listed, and its id in the group.
///
/// Both consist of ASCII letters, digits, `-`, `_`, `.`, `:` and `/`, and have at most 128 bytes
/// each, so that every store can use them unchanged.
///
/// ```
/// use mcp_runtime::store::Key;
///
/// let key = Key::new("carts", "42");
/// assert_eq!((key.group(), key.id(), key.to_string()), ("carts", "42", "carts/42".to_owned()));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The group, and behind it the id: in one piece, since most operations make a key.
    text: String,
    group: usize,
}

impl Key {
    /// The greatest length of a group or an id, in bytes.
    pub const LONGEST: usize = 128;

    /// A key.
    ///
    /// # Panics
    ///
    /// If the group or the id is empty, too long, or has other characters: programs make keys, and
    /// clients don't.
    pub fn new(group: impl Into<String>, id: impl Into<String>) -> Self {
        let (group, id) = (group.into(), id.into());
        for part in [&group, &id] {
            let plain = part
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_.:/".contains(&b));
            assert!(
                plain && (1..=Self::LONGEST).contains(&part.len()),
                "not a part of a key: {part:?}"
            );
        }
        Self::behind(group, |text| text.push_str(&id))
    }

    /// A key whose parts are known to be fit, or one where a list begins, which is no record's
    /// place. `push_id` appends the id.
    pub(crate) fn behind(group: impl Into<String>, push_id: impl FnOnce(&mut String)) -> Self {
        let mut text = group.into();
        let group = text.len();
        push_id(&mut text);
        Self { text, group }
    }

    /// The group, whose records are listed together.
    pub fn group(&self) -> &str {
        &self.text[..self.group]
    }

    /// The id in the group.
    pub fn id(&self) -> &str {
        &self.text[self.group..]
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.group(), self.id())
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("group", &self.group())
            .field("id", &self.id())
            .finish()
    }
}

/// By group, and in it by id.
impl Ord for Key {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.group(), self.id()).cmp(&(other.group(), other.id()))
    }
}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
