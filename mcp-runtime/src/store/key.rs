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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    group: String,
    id: String,
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
        Self { group, id }
    }

    /// Where a list begins, which is no record's place.
    pub(super) fn unchecked(group: &str, id: &str) -> Self {
        Self {
            group: group.to_owned(),
            id: id.to_owned(),
        }
    }

    /// The group, whose records are listed together.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// The id in the group.
    pub fn id(&self) -> &str {
        &self.id
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.group, self.id)
    }
}
