//! JSON as it is written: where the members of an object are in a text, so that one of them can be
//! changed while all other bytes stay.
//!
//! Nothing is parsed that isn't asked for: a number that fits no type, a lone surrogate and a key
//! that is given twice stay what they are.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// An object in a text.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) at: Range<usize>,
    pub(super) members: Vec<Member>,
}

/// A member of an object, from the quote that its name begins with to the end of its value.
#[derive(Debug)]
pub(super) struct Member {
    /// `None` if it can't be read, and so is nobody's name.
    name: Option<String>,
    pub(super) key: Range<usize>,
    pub(super) value: Range<usize>,
}

/// A part of a text, and what takes its place.
#[derive(Debug)]
pub(super) struct Splice {
    at: Range<usize>,
    text: String,
}

impl Splice {
    pub(super) fn apply(self, text: &mut String) {
        text.replace_range(self.at, &self.text);
    }

    /// With the line ends of Windows.
    pub(super) fn with_crlf(mut self) -> Self {
        self.text = self.text.replace('\n', "\r\n");
        self
    }
}

impl Object {
    /// Reads the object that this part of a text is.
    pub(super) fn read(text: &str, at: Range<usize>) -> serde_json::Result<Self> {
        let members: Members<'_> = serde_json::from_str(&text[at.clone()])?;
        let members = members.0.into_iter().map(|(key, value)| Member {
            name: serde_json::from_str(key.get()).ok(),
            key: range(text, key.get()),
            value: range(text, value.get()),
        });
        Ok(Self {
            at,
            members: members.collect(),
        })
    }

    /// The place of a member: the last of a name counts, as for everyone who reads into a table.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.members.iter().rposition(|member| member.is(name))
    }

    /// The place of a member that another one of its name comes after.
    pub(super) fn overridden(&self, name: &str) -> Option<usize> {
        let first = self.members.iter().position(|member| member.is(name))?;
        (self.find(name) != Some(first)).then_some(first)
    }

    /// Takes a member out, with the comma that separated it.
    pub(super) fn remove(&self, index: usize) -> Splice {
        let member = &self.members[index];
        let at = if let Some(next) = self.members.get(index + 1) {
            member.key.start..next.key.start
        } else if let Some(previous) = index.checked_sub(1) {
            self.members[previous].value.end..member.value.end
        } else {
            member.key.start..member.value.end
        };
        Splice {
            at,
            text: String::new(),
        }
    }

    /// Gives a member another value, laid out as the object is.
    pub(super) fn replace(&self, text: &str, index: usize, value: &Value, depth: usize) -> Splice {
        let at = self.members[index].value.clone();
        let new = if text[self.at.clone()].contains('\n') {
            let indent = indent_at(text, at.start);
            pretty(value, indent, unit(indent, depth))
        } else {
            value.to_string()
        };
        Splice { at, text: new }
    }

    /// Adds a last member, laid out as its neighbours are. The object is `depth` levels deep in the
    /// text, of which the outermost is the first.
    pub(super) fn insert(&self, text: &str, name: &str, value: &Value, depth: usize) -> Splice {
        let (name, Range { start, end }) = (Value::from(name), self.at.clone());
        let Some(last) = self.members.last() else {
            let outer = indent_at(text, start);
            let is_whole = text.trim() == &text[self.at.clone()];
            let new = if is_whole || text.trim_end().contains('\n') {
                let step = if outer.is_empty() { "  " } else { outer };
                let inner = format!("{outer}{step}");
                let value = pretty(value, &inner, step);
                format!("{{\n{inner}{name}: {value}\n{outer}}}")
            } else {
                format!("{{{name}:{value}}}")
            };
            return Splice {
                at: start..end,
                text: new,
            };
        };
        let new = if text[start..last.value.start].contains('\n') {
            let indent = indent_at(text, last.value.start);
            let value = pretty(value, indent, unit(indent, depth));
            format!(",\n{indent}{name}: {value}")
        } else {
            format!(", {name}: {value}")
        };
        Splice {
            at: last.value.end..last.value.end,
            text: new,
        }
    }

    /// The value of a member, where it can be read.
    pub(super) fn value(&self, text: &str, index: usize) -> Option<Value> {
        serde_json::from_str(&text[self.members[index].value.clone()]).ok()
    }

    /// Those of the named members that can be read.
    pub(super) fn values(&self, text: &str, names: &[&str]) -> Map<String, Value> {
        let value = |name: &&str| {
            let value = self.value(text, self.find(name)?)?;
            Some(((*name).to_owned(), value))
        };
        names.iter().filter_map(value).collect()
    }
}

impl Member {
    fn is(&self, name: &str) -> bool {
        self.name.as_deref() == Some(name)
    }
}

/// JSON in several lines, all but the first of them with `indent`.
pub(super) fn pretty(value: &Value, indent: &str, unit: &str) -> String {
    let mut out = Vec::new();
    let format = serde_json::ser::PrettyFormatter::with_indent(unit.as_bytes());
    let written = serde::Serialize::serialize(
        value,
        &mut serde_json::Serializer::with_formatter(&mut out, format),
    );
    let text = written
        .ok()
        .and_then(|()| String::from_utf8(out).ok())
        .unwrap_or_else(|| value.to_string());
    text.replace('\n', &format!("\n{indent}"))
}

/// One step of the indentation that is so many steps deep.
fn unit(indent: &str, depth: usize) -> &str {
    match indent.len() / depth {
        0 => "  ",
        step => &indent[..step],
    }
}

/// The white space that the line of this place begins with.
fn indent_at(text: &str, at: usize) -> &str {
    let line = &text[text[..at].rfind('\n').map_or(0, |newline| newline + 1)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Where a part of a text is in it.
fn range(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr() - text.as_ptr().addr();
    start..start + part.len()
}

/// The names and values of an object, as they are written.
struct Members<'a>(Vec<(&'a RawValue, &'a RawValue)>);

impl<'a> Deserialize<'a> for Members<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct Each;
        impl<'a> Visitor<'a> for Each {
            type Value = Members<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Each)
    }
}
