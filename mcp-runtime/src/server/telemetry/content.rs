//! Arguments and results, for an operator who has asked for them.

use serde_json::Value;

use crate::protocol::cut;

/// The most that is kept of either, in bytes.
const MOST: usize = 4096;

/// A text without blanks that is as long as the shortest handle may be one, or another secret.
const TOKEN: usize = 40;

/// Names of arguments that are nobody's to read.
const SECRETS: [&str; 6] = [
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "credential",
];

/// JSON text as telemetry may have it: without what looks like a handle or is called a secret, and
/// cut. What is no JSON is not shown.
pub(super) fn shown(json: &str) -> Option<String> {
    let mut value: Value = serde_json::from_str(json).ok()?;
    hide(&mut value);
    Some(cut(&value.to_string(), MOST - '…'.len_utf8()))
}

/// A result: what the tool gave, without what each answer has beside it.
pub(super) fn shown_result(response: &[u8]) -> Option<String> {
    let response: Value = serde_json::from_slice(response).ok()?;
    let mut result = response.get("result")?.clone();
    let fields = result.as_object_mut()?;
    fields.retain(|key, _| matches!(key.as_str(), "content" | "structuredContent"));
    shown(&result.to_string())
}

fn hide(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Some(hidden) = without_tokens(text) {
                *text = hidden;
            }
        }
        Value::Array(values) => values.iter_mut().for_each(hide),
        Value::Object(fields) => {
            let before = std::mem::take(fields);
            fields.extend(before.into_iter().map(|(key, mut value)| {
                if is_secret(&key) {
                    value = Value::from("…");
                } else {
                    hide(&mut value);
                }
                (without_tokens(&key).unwrap_or(key), value)
            }));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A message of ours without the words of the client that it quotes.
pub(super) fn without_quotes(message: &str) -> String {
    let mut shown = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(start) = rest.find(['`', '"']) {
        let (before, quoted) = rest.split_at(start);
        let mark = &quoted[..1];
        shown.push_str(before);
        shown.push('…');
        // What is never closed is all the client's.
        let Some(end) = quoted[1..].find(mark) else {
            return shown;
        };
        rest = &quoted[end + 2..];
    }
    shown.push_str(rest);
    shown
}

fn is_secret(name: &str) -> bool {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    SECRETS.iter().any(|secret| letters.contains(secret))
}

/// The text with each long token left out; `None` where there is none.
fn without_tokens(text: &str) -> Option<String> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '~' | '%');
    let is_token = |word: &str| word.len() >= TOKEN;
    if text.len() < TOKEN || !text.split(|c| !is_part(c)).any(is_token) {
        return None;
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, after) = rest.split_at(start);
        let end = after.find(|c| !is_part(c)).unwrap_or(after.len());
        let (word, after) = after.split_at(end);
        shown.push_str(before);
        shown.push_str(if is_token(word) { "…" } else { word });
        rest = after;
    }
    shown.push_str(rest);
    Some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_handle_or_a_secret_is_left_out() {
        let handle = format!("bsk_{}", "aB3-_".repeat(9));
        let json = serde_json::json!({
            "place": "Bern, near the river",
            "basket": handle,
            "text": format!("the basket {handle}, which is new"),
            "nested": [{ "uri": format!("basket:///{handle}/all"), handle.clone(): 1 }],
            "api_key": "short", "accessToken": "short", "days": 3,
        });
        let shown = shown(&json.to_string()).unwrap();
        assert!(
            !shown.contains("aB3") && !shown.contains("short"),
            "{shown}"
        );
        for kept in [
            "Bern, near the river",
            "the basket …, which is new",
            "basket:///…/all",
        ] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
        assert!(shown.contains(r#""days":3"#), "{shown}");
    }

    #[test]
    fn what_is_quoted_is_left_out() {
        for (message, shown) in [
            (
                "The server has no method `x`; try `y`",
                "The server has no method …; try …",
            ),
            (
                r#"invalid type: string "x", expected u8"#,
                "invalid type: string …, expected u8",
            ),
            ("It ends in `the midst", "It ends in …"),
            ("Nothing is quoted", "Nothing is quoted"),
        ] {
            assert_eq!(without_quotes(message), shown);
        }
    }

    #[test]
    fn long_content_is_cut_between_characters() {
        let long = serde_json::json!({ "text": "ü ".repeat(5000) }).to_string();
        let shown = shown(&long).unwrap();
        assert!(
            shown.len() <= MOST && shown.ends_with('…'),
            "{}",
            shown.len()
        );
        assert_eq!(super::shown("{ no JSON"), None);
    }

    #[test]
    fn a_result_is_shown_without_its_envelope() {
        let response = br#"{"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"text","text":"hi"}],"_meta":{}}}"#;
        let shown: Value = serde_json::from_str(&shown_result(response).unwrap()).unwrap();
        let expected = serde_json::json!({ "content": [{ "type": "text", "text": "hi" }] });
        assert_eq!(shown, expected);
        assert_eq!(
            shown_result(br#"{"jsonrpc":"2.0","id":1,"error":{}}"#),
            None
        );
    }
}
