//! An entry put into a JSON file of somebody else's, all other bytes of which stay as they are.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// A file as it is to be.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) text: String,
    /// What the entry says now of what it is to say.
    pub(super) before: Option<Map<String, Value>>,
}

/// What an entry says of how to reach a server. The rest, such as `env`, is the user's.
const OURS: [&str; 4] = ["type", "command", "args", "url"];

/// The text with `entry` as `name` in the object under `key`; `None` if it is there already.
pub(super) fn with_entry(
    text: &str,
    key: &str,
    name: &str,
    entry: &Map<String, Value>,
) -> Result<Option<Edit>, String> {
    // Editors of Windows begin files with a byte order mark.
    let body = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    if body.is_empty() {
        let whole = serde_json::json!({ key: { name: entry } });
        return Ok(Some(Edit {
            text: format!("{whole:#}\n"),
            before: None,
        }));
    }
    let object: Object<'_> = serde_json::from_str(body).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => "it holds no JSON object".to_owned(),
        _ => format!("it is not plain JSON ({e})"),
    })?;
    let change = match object.get(key) {
        None => Change::insert(
            body,
            body.trim_end(),
            &object,
            key,
            &Value::from_iter([(name, entry.clone())]),
        ),
        Some(raw) => {
            let servers: Object<'_> =
                serde_json::from_str(raw.get()).map_err(|_| format!("its `{key}` is no object"))?;
            match servers.get(name) {
                None => Change::insert(
                    body,
                    raw.get(),
                    &servers,
                    name,
                    &Value::Object(entry.clone()),
                ),
                Some(old) => match Change::update(body, old.get(), entry) {
                    None => return Ok(None),
                    Some(change) => change,
                },
            }
        }
    };
    let Change {
        at,
        text: new,
        before,
    } = change;
    let new = if body.contains("\r\n") {
        new.replace('\n', "\r\n")
    } else {
        new
    };
    let (head, tail) = (&body[..at.start], &body[at.end..]);
    Ok(Some(Edit {
        text: format!("{}{head}{new}{tail}", &text[..text.len() - body.len()]),
        before,
    }))
}

/// What replaces a part of a text.
struct Change {
    at: Range<usize>,
    text: String,
    before: Option<Map<String, Value>>,
}

impl Change {
    /// A new last member of the object that stands in `body` as `text`, laid out as its neighbours
    /// are.
    fn insert(body: &str, text: &str, object: &Object<'_>, name: &str, value: &Value) -> Self {
        let (name, Range { start, end }) = (Value::from(name), range(body, text));
        let Some((_, last)) = object.0.last() else {
            let outer = indent_at(body, start);
            let text = match body.trim_end() {
                line if line.contains('\n') || line.len() == text.len() => {
                    let step = if outer.is_empty() { "  " } else { outer };
                    let inner = format!("{outer}{step}");
                    format!(
                        "{{\n{inner}{name}: {}\n{outer}}}",
                        pretty(value, &inner, step)
                    )
                }
                _ => format!("{{{name}:{value}}}"),
            };
            return Self {
                at: start..end,
                text,
                before: None,
            };
        };
        let last = range(body, last.get());
        let text = if body[start..last.start].contains('\n') {
            let indent = indent_at(body, last.start);
            format!(
                ",\n{indent}{name}: {}",
                pretty(value, indent, unit(indent, if start == 0 { 1 } else { 2 }))
            )
        } else {
            format!(", {name}: {value}")
        };
        Self {
            at: last.end..last.end,
            text,
            before: None,
        }
    }

    /// An entry that stands in `body` as `old`, with what it says of ours in place of what it said;
    /// `None` if that is the same.
    fn update(body: &str, old: &str, entry: &Map<String, Value>) -> Option<Self> {
        let members: Map<String, Value> = serde_json::from_str(old).unwrap_or_default();
        let (ours, theirs): (Map<_, _>, Map<_, _>) = members
            .into_iter()
            .partition(|(key, _)| OURS.contains(&key.as_str()));
        if ours == *entry {
            return None;
        }
        let merged = Value::Object(entry.clone().into_iter().chain(theirs).collect());
        let at = range(body, old);
        let indent = indent_at(body, at.start);
        let text = if old.contains('\n') {
            pretty(&merged, indent, unit(indent, 2))
        } else {
            merged.to_string()
        };
        Some(Self {
            at,
            text,
            before: Some(ours),
        })
    }
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

/// JSON in several lines, all but the first of them with `indent`.
fn pretty(value: &Value, indent: &str, unit: &str) -> String {
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

/// Where a part of a text is in it.
fn range(text: &str, part: &str) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    start..start + part.len()
}

/// The members of an object, as they are written.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'a> Object<'a> {
    /// As everyone reads it who reads into a table: the last of a name counts.
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .rev()
            .find(|(name, _)| name == key)
            .map(|(_, value)| *value)
    }
}

impl<'a> Deserialize<'a> for Object<'a> {
    fn deserialize<D: Deserializer<'a>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'a> Visitor<'a> for Members {
            type Value = Object<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Map<String, Value> {
        Map::from_iter([("command".to_owned(), "/shop".into())])
    }

    fn edited(text: &str) -> String {
        let edit = with_entry(text, "mcpServers", "shop", &entry())
            .expect("it is JSON")
            .expect("there is something to change");
        assert_eq!(
            with_entry(&edit.text, "mcpServers", "shop", &entry()).map(|edit| edit.is_some()),
            Ok(false),
            "a second time"
        );
        edit.text
    }

    #[test]
    fn an_entry_is_laid_out_as_its_neighbours() {
        for (before, after) in [
            (
                "",
                "{\n  \"mcpServers\": {\n    \"shop\": {\n      \"command\": \"/shop\"\n    }\n  }\n}\n",
            ),
            (
                "{}",
                "{\n  \"mcpServers\": {\n    \"shop\": {\n      \"command\": \"/shop\"\n    }\n  }\n}",
            ),
            (
                r#"{"mcpServers":{}}"#,
                r#"{"mcpServers":{"shop":{"command":"/shop"}}}"#,
            ),
            (
                r#"{"mcpServers":{"a":{}}, "z": 1}"#,
                r#"{"mcpServers":{"a":{}, "shop": {"command":"/shop"}}, "z": 1}"#,
            ),
            (
                "\u{feff}{\r\n\t\"z\" : 1e400\r\n}\r\n",
                "\u{feff}{\r\n\t\"z\" : 1e400,\r\n\t\"mcpServers\": {\r\n\t\t\"shop\": {\r\n\t\t\t\"command\": \"/shop\"\r\n\t\t}\r\n\t}\r\n}\r\n",
            ),
            (
                "{\n    \"mcpServers\": {\n        \"b\": {} },\n  \"z\":[1,\n2] }",
                "{\n    \"mcpServers\": {\n        \"b\": {},\n        \"shop\": {\n            \"command\": \"/shop\"\n        } },\n  \"z\":[1,\n2] }",
            ),
            (
                "{\n    \"mcpServers\": {}\n}",
                "{\n    \"mcpServers\": {\n        \"shop\": {\n            \"command\": \"/shop\"\n        }\n    }\n}",
            ),
        ] {
            assert_eq!(edited(before), after, "{before}");
        }
    }

    #[test]
    fn what_the_user_added_to_an_entry_stays() {
        let text =
            r#"{"mcpServers":{"shop":{"env":{"A":"1"},"type":"http","url":"http://a.example"}}}"#;
        let edit = with_entry(text, "mcpServers", "shop", &entry())
            .expect("it is JSON")
            .expect("it changes");
        assert_eq!(
            edit.text,
            r#"{"mcpServers":{"shop":{"command":"/shop","env":{"A":"1"}}}}"#
        );
        assert!(
            edit.before
                .is_some_and(|before| before.contains_key("url") && !before.contains_key("env"))
        );
        let lines =
            "{\n  \"mcpServers\": {\n    \"shop\": {\n      \"command\": \"/old\"\n    }\n  }\n}";
        assert_eq!(edited(lines), lines.replace("/old", "/shop"));
    }

    #[test]
    fn what_is_no_plain_json_says_why() {
        for (text, said) in [
            (
                "{ // a comment\n}",
                "not plain JSON (key must be a string at line 1",
            ),
            ("{\"a\": 1,}", "trailing comma"),
            ("[]", "no JSON object"),
            ("{\"mcpServers\": null}", "`mcpServers` is no object"),
        ] {
            let error = with_entry(text, "mcpServers", "shop", &entry()).expect_err(text);
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
