//! Any text as the configuration of a client that `install` adds an entry to.
//!
//! The properties: the result can be read back and has the entry, all else is unchanged, and there
//! is nothing to do a second time.

#![no_main]

// Private to the runtime, and without dependencies but JSON.
#[path = "../../../mcp-runtime/src/cli/install/document.rs"]
mod document;
#[path = "../../../mcp-runtime/src/cli/install/edit.rs"]
mod edit;

use document::Object;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};

#[derive(arbitrary::Arbitrary, Debug)]
enum Input {
    Text(String),
    /// Fragments that are likely to give something that can be read.
    Fragments(Vec<u8>),
}

const FRAGMENTS: [&str; 32] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\n",
    "\r\n",
    "  ",
    "\t",
    "\u{feff}",
    "\"servers\":",
    "\"shop\":",
    "\"type\":",
    "\"command\":",
    "\"args\":",
    "\"url\":",
    "\"env\":",
    "\"s\\u0065rvers\":",
    "\"\\ud800\":",
    "\"\\ud800\"",
    "\"x\"",
    "1e400",
    "-0.10",
    "null",
    "true",
    "{\"servers\":{\"shop\":{",
    "{\"servers\":{",
    "}}}",
    "}}",
    "\"stdio\"",
    "\"/shop\"",
];

const OURS: [&str; 4] = ["type", "command", "args", "url"];

fuzz_target!(|input: Input| {
    let text = match input {
        Input::Text(text) => text,
        Input::Fragments(parts) => parts
            .iter()
            .map(|part| FRAGMENTS[usize::from(*part) % FRAGMENTS.len()])
            .collect(),
    };
    let entry = Map::from_iter([
        ("command".to_owned(), json!("/shop")),
        ("args".to_owned(), json!(["stdio"])),
    ]);
    let Ok(Some(after)) = edit::with_entry(&text, "servers", "shop", &entry) else {
        return;
    };
    assert!(
        matches!(
            edit::with_entry(&after.text, "servers", "shop", &entry),
            Ok(None)
        ),
        "a second time: {after:?}"
    );
    let (before, after) = (body(&text), body(&after.text));
    let old = Object::read(before, 0..before.len()).ok();
    let new = Object::read(after, 0..after.len()).expect("it can be read back");
    let (old_servers, new_servers) = (
        old.as_ref().and_then(|old| inner(before, old, "servers")),
        inner(after, &new, "servers"),
    );
    let new_servers = new_servers.expect("the servers are there");
    let (old_entry, new_entry) = (
        old_servers
            .as_ref()
            .and_then(|old| inner(before, old, "shop")),
        inner(after, &new_servers, "shop").expect("the entry is there"),
    );
    assert_eq!(new_entry.values(after, &OURS), entry);
    assert_eq!(
        others(before, old.as_ref(), &["servers"]),
        others(after, Some(&new), &["servers"])
    );
    assert_eq!(
        others(before, old_servers.as_ref(), &["shop"]),
        others(after, Some(&new_servers), &["shop"])
    );
    assert_eq!(
        others(before, old_entry.as_ref(), &OURS),
        others(after, Some(&new_entry), &OURS)
    );
    // As a whole, for whoever reads it into a table.
    if let Ok(mut whole) = serde_json::from_str::<Value>(before) {
        let shop = &mut whole["servers"]["shop"];
        let theirs = shop
            .as_object()
            .into_iter()
            .flatten()
            .filter(|(name, _)| !OURS.contains(&name.as_str()));
        let theirs: Map<String, Value> = theirs
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        *shop = theirs.into_iter().chain(entry).collect();
        assert_eq!(
            serde_json::from_str::<Value>(after).expect("it is JSON"),
            whole
        );
    }
});

fn body(text: &str) -> &str {
    text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace())
}

fn inner(text: &str, object: &Object, name: &str) -> Option<Object> {
    Object::read(text, object.members[object.find(name)?].value.clone()).ok()
}

/// The members that are none of these, as they are written. Of a name given twice, the last is left
/// out.
fn others<'a>(text: &'a str, object: Option<&Object>, names: &[&str]) -> Vec<&'a str> {
    let is_one = |key: &str| {
        serde_json::from_str::<String>(key).is_ok_and(|key| names.contains(&key.as_str()))
    };
    let whole = |object: &Object| {
        let members = object
            .members
            .iter()
            .map(|member| (member.key.clone(), member.value.clone()));
        members
            .filter(|(key, _)| !is_one(&text[key.clone()]))
            .map(|(key, value)| &text[key.start..value.end])
            .collect()
    };
    object.map_or_else(Vec::new, whole)
}
