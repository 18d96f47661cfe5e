//! An entry put into a JSON file of somebody else's, all other bytes of which stay as they are.

use serde_json::{Map, Value, json};

use super::document::{Object, Splice};

/// A file as it is to be.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) text: String,
    /// The previous values of the keys in `OURS`, if the entry was there.
    pub(super) before: Option<Map<String, Value>>,
}

/// The keys of an entry that say how to reach a server. The rest, such as `env`, is the user's.
const OURS: [&str; 4] = ["type", "command", "args", "url"];

/// How deep an object is in the file: the outermost is the first.
const SERVERS: usize = 2;
const ENTRY: usize = 3;

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
        let whole = json!({ key: { name: entry } });
        return Ok(Some(Edit {
            text: format!("{whole:#}\n"),
            before: None,
        }));
    }
    let mut new = body.to_owned();
    let mut before = None;
    // One change at a time, and then the text is read again: changes don't meet.
    while let Some(change) = next_change(&new, key, name, entry)? {
        before = before.or(change.before);
        let splice = if body.contains("\r\n") {
            change.splice.with_crlf()
        } else {
            change.splice
        };
        splice.apply(&mut new);
    }
    if new == body {
        return Ok(None);
    }
    Ok(Some(Edit {
        text: format!("{}{new}", &text[..text.len() - body.len()]),
        before,
    }))
}

struct Change {
    splice: Splice,
    /// The previous values of the keys in `OURS`, if the entry was there.
    before: Option<Map<String, Value>>,
}

/// Returns the next change towards a text that has the entry; `None` if it has it.
fn next_change(
    text: &str,
    key: &str,
    name: &str,
    entry: &Map<String, Value>,
) -> Result<Option<Change>, String> {
    let whole = Object::read(text, 0..text.len()).map_err(|e| match e.classify() {
        serde_json::error::Category::Data => "it holds no JSON object".to_owned(),
        _ => format!("it is not plain JSON ({e})"),
    })?;
    let added = |splice| {
        Ok(Some(Change {
            splice,
            before: None,
        }))
    };
    let Some(found) = whole.find(key) else {
        return added(whole.insert(text, key, &json!({ name: entry }), 1));
    };
    let servers = Object::read(text, whole.members[found].value.clone())
        .map_err(|_| format!("its `{key}` is no object"))?;
    let Some(found) = servers.find(name) else {
        return added(servers.insert(text, name, &json!(entry), SERVERS));
    };
    let old = Object::read(text, servers.members[found].value.clone())
        .map_err(|_| format!("`{name}` in its `{key}` is no object"))?;
    Ok(update(text, &old, entry).map(|splice| Change {
        splice,
        before: Some(old.values(text, &OURS)),
    }))
}

/// Returns the next change that gives an entry our values of the keys in `OURS`, if any is needed.
fn update(text: &str, old: &Object, entry: &Map<String, Value>) -> Option<Splice> {
    for name in OURS {
        // Who reads the first of two would read another entry.
        if let Some(overridden) = old.overridden(name) {
            return Some(old.remove(overridden));
        }
        match (old.find(name), entry.get(name)) {
            (None, None) => {}
            (None, Some(value)) => return Some(old.insert(text, name, value, ENTRY)),
            (Some(index), None) => return Some(old.remove(index)),
            (Some(index), Some(value)) => {
                if old.value(text, index).as_ref() != Some(value) {
                    return Some(old.replace(text, index, value, ENTRY));
                }
            }
        }
    }
    None
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
                "\u{feff}{\r\n\t\"z\" : 1e400,\r\n\t\"mcpServers\": {\r\n\t\t\"shop\": \
                 {\r\n\t\t\t\"command\": \"/shop\"\r\n\t\t}\r\n\t}\r\n}\r\n",
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
            r#"{"mcpServers":{"shop":{"env":{"A":"1"},"command": "/shop"}}}"#
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
    fn what_no_type_can_hold_stays_as_it_is_written() {
        for theirs in [
            "1e400",
            "-0.10",
            "12345678901234567890123",
            r#""\ud800""#,
            r#""\/\u0041""#,
            r#"{"\ud800":1,"a":1,"a":2}"#,
            "[1 ,\t2]",
            "1.0E+2",
        ] {
            for (before, after) in [
                (
                    format!(
                        r#"{{"mcpServers":{{"shop":{{"x":{theirs},"command":"/old","y":{theirs}}}}}}}"#
                    ),
                    format!(
                        r#"{{"mcpServers":{{"shop":{{"x":{theirs},"command":"/shop","y":{theirs}}}}}}}"#
                    ),
                ),
                (
                    format!(r#"{{"mcpServers":{{"shop":{{"env":{theirs},"args":{theirs}}}}}}}"#),
                    format!(r#"{{"mcpServers":{{"shop":{{"env":{theirs},"command": "/shop"}}}}}}"#),
                ),
                (
                    format!(r#"{{"\ud800":{theirs},"mcp\u0053ervers":{{"\udc00":{theirs}}}}}"#),
                    format!(
                        r#"{{"\ud800":{theirs},"mcp\u0053ervers":{{"\udc00":{theirs}, "shop": {{"command":"/shop"}}}}}}"#
                    ),
                ),
            ] {
                assert_eq!(edited(&before), after);
            }
        }
    }

    #[test]
    fn of_a_name_given_twice_one_is_left_where_it_is_ours() {
        assert_eq!(
            edited(
                r#"{"mcpServers":{"shop":{"command":"/a","env":1,"command":"/b","env":2,"type":"x"}}}"#
            ),
            r#"{"mcpServers":{"shop":{"env":1,"command":"/shop","env":2}}}"#
        );
        assert_eq!(
            edited(r#"{"mcpServers":{"shop":{"type":"x"}},"mcpServers":{"shop":{"type":"x"}}}"#),
            r#"{"mcpServers":{"shop":{"type":"x"}},"mcpServers":{"shop":{"command":"/shop"}}}"#
        );
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
            (
                "{\"mcpServers\": {\"shop\": null}}",
                "`shop` in its `mcpServers` is no object",
            ),
        ] {
            let error = with_entry(text, "mcpServers", "shop", &entry()).expect_err(text);
            assert!(error.contains(said), "{text}: {error}");
        }
    }
}
