//! Pieces of JSON read without copying.

use std::borrow::Cow;
use std::fmt;

#[cfg(any(feature = "http", feature = "stdio"))]
use bytes::{Buf, Bytes};
use serde::de::{Deserialize, Deserializer, Visitor};

/// A JSON string: borrowed where it has no escapes, owned where it has (`"tools\/call"` is legal
/// JSON).
///
/// serde's own `Cow` always owns.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Str<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Str<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct StrVisitor;
        impl<'de> Visitor<'de> for StrVisitor {
            type Value = Str<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }
            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Borrowed(v)))
            }
            fn visit_str<E>(self, v: &str) -> Result<Str<'de>, E> {
                Ok(Str(Cow::Owned(v.to_owned())))
            }
        }
        deserializer.deserialize_str(StrVisitor)
    }
}

/// A text of so many bytes at most, with a mark where more was: what is sent isn't sent back at
/// length.
pub(crate) fn cut(text: &str, longest: usize) -> String {
    if text.len() <= longest {
        return text.to_owned();
    }
    let mut end = longest;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}…", &text[..end])
}

/// A word of the client's own, fit to be quoted in an error: escaped, and cut when it is long.
pub(crate) fn quotable(word: &str) -> String {
    const LONG: usize = 100;
    let mut shown: String = word
        .chars()
        .take(LONG)
        .flat_map(char::escape_debug)
        .collect();
    if word.chars().nth(LONG).is_some() {
        shown.push('…');
    }
    shown
}

/// A message without the byte order mark that some editors and runtimes begin a text with.
#[cfg(any(feature = "http", feature = "stdio"))]
pub(crate) fn without_bom(mut body: Bytes) -> Bytes {
    if body.starts_with("\u{feff}".as_bytes()) {
        body.advance("\u{feff}".len());
    }
    body
}

/// The kind of JSON value that a text holds, told by its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

/// The shape of a valid JSON text without leading blanks (as `RawValue` holds it).
pub(crate) fn shape(json: &str) -> Shape {
    match json.as_bytes().first() {
        Some(b'{') => Shape::Object,
        Some(b'[') => Shape::Array,
        Some(b'"') => Shape::String,
        Some(b't' | b'f') => Shape::Bool,
        Some(b'n') | None => Shape::Null,
        Some(_) => Shape::Number,
    }
}

impl Shape {
    /// As an error names it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}
