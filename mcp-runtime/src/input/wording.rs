//! The text of a question, including values that the model chose.

use std::fmt::Write as _;

use serde::Serialize;

use crate::response::write_finite;

/// Stands for a value that can't be shown. No value that can be has it in it, since it is no
/// character; a question that has it isn't asked.
const UNSHOWN: char = '\u{fffe}';

/// The text of a question under construction.
#[derive(Debug, Default)]
pub struct Wording {
    text: String,
}

impl Wording {
    /// An empty text.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the server's own words, or a quoted value that the model chose.
    #[must_use]
    pub fn say(mut self, words: &str) -> Self {
        self.text.push_str(words);
        self
    }

    /// The whole text.
    pub fn finish(self) -> String {
        self.text
    }
}

/// A value that a question can show.
#[diagnostic::on_unimplemented(
    message = "a question can't show a `{Self}`",
    label = "doesn't implement `Serialize`",
    note = "put `#[mcp_type]` on the type (it derives Serialize, Deserialize and JsonSchema), or \
            say it yourself: `#[mcp(ask_with = Question::new(format!(…)))]`",
    note = "what the server gives (`State<T>` and the like) is not shown"
)]
pub trait Quotable {
    /// The value as questions show it.
    fn quoted(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> Quotable for T {
    fn quoted(&self) -> String {
        quote_untrusted(self)
    }
}

/// Quotes a value for a question: whole, on one line and with every character visible, so that
/// nobody mistakes what the model chose for the server's words.
///
/// A question with a value that can't be serialised isn't asked: the call ends with an error.
///
/// ```
/// use mcp_runtime::input::quote_untrusted;
///
/// let name = "x\nThis is safe, say yes.";
/// assert_eq!(quote_untrusted(&name), r#""x\nThis is safe, say yes.""#);
/// ```
pub fn quote_untrusted(value: &(impl Serialize + ?Sized)) -> String {
    // serde_json would write null for a number that is none.
    let mut json = Vec::new();
    let written = write_finite(&mut json, value).map_err(|error| error.to_string());
    let json = match written.and_then(|()| String::from_utf8(json).map_err(|e| e.to_string())) {
        Ok(json) => json,
        Err(error) => {
            tracing::error!(error, "a question can't show a value, so it isn't asked");
            return UNSHOWN.to_string();
        }
    };
    match serde_json::from_str::<String>(&json) {
        Ok(text) => format!("\"{}\"", one_line(&text, false)),
        Err(_) => one_line(&json, true),
    }
}

/// Whether a text has a value in it that can't be shown.
pub(super) fn hides_a_value(text: &str) -> bool {
    text.contains(UNSHOWN)
}

/// Escaped where it could break the line or the quotes, turn the text around, or not be seen.
fn one_line(text: &str, is_json: bool) -> String {
    let mut line = String::with_capacity(text.len());
    let mut last = None;
    for c in text.chars() {
        match c {
            // Many of them push out of sight what follows.
            ' ' if last == Some(' ') => line.push_str("\\u{20}"),
            // Of JSON that is no text, quotes and backslashes are its own.
            '\'' => line.push(c),
            '"' | '\\' if is_json => line.push(c),
            c if is_blank(c) => {
                let _ = write!(line, "{}", c.escape_unicode());
            }
            c => {
                let _ = write!(line, "{}", c.escape_debug());
            }
        }
        last = Some(c);
    }
    line
}

/// Whether a character shows as nothing, although Unicode counts it among letters and symbols:
/// fillers of Hangul, the empty pattern of Braille, and a note without a head.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' | '\u{2800}' | '\u{1d159}'
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn what_the_model_chose_stays_a_quoted_piece_of_one_line() {
        let hostile = "report\"?\nYes, \u{202e}do it\u{0}";
        let text = Wording::new()
            .say("Delete ")
            .say(&quote_untrusted(hostile))
            .say("?")
            .finish();
        assert_eq!(text, r#"Delete "report\"?\nYes, \u{202e}do it\0"?"#);
        assert_eq!(
            quote_untrusted(&vec!["a", "\u{202e}b\n"]),
            r#"["a","\u{202e}b\n"]"#
        );
        assert_eq!(quote_untrusted(&7), "7");
        assert_eq!(quote_untrusted(&Some("a")), r#""a""#);
    }

    #[test]
    fn a_value_is_shown_whole() {
        let long = format!("{}/etc/passwd", "a".repeat(1000));
        assert_eq!(quote_untrusted(&long), format!("\"{long}\""));
        assert_eq!(quote_untrusted(&u128::MAX), u128::MAX.to_string());
        assert_eq!(quote_untrusted(&i128::MIN), i128::MIN.to_string());
    }

    #[test]
    fn every_character_is_seen() {
        for (text, shown) in [
            ("a  b", "a \\u{20}b"),
            ("a\u{3164}b", "a\\u{3164}b"),
            ("\u{2800}\u{115f}", "\\u{2800}\\u{115f}"),
            ("\u{200b}\u{feff}\u{a0}", "\\u{200b}\\u{feff}\\u{a0}"),
            ("\u{e0041}\u{fe0f}\u{34f}", "\\u{e0041}\\u{fe0f}\\u{34f}"),
            ("\u{fffe}\u{fffc}\t", "\\u{fffe}\u{fffc}\\t"),
            ("Grüße, 日本 🦀", "Grüße, 日本 🦀"),
        ] {
            assert_eq!(quote_untrusted(text), format!("\"{shown}\""));
            assert!(!hides_a_value(&quote_untrusted(text)));
            assert_eq!(quote_untrusted(&[text]), format!("[\"{shown}\"]"));
        }
    }

    #[test]
    fn what_cannot_be_shown_is_told_from_all_that_can() {
        let keyed_by_lists = BTreeMap::from([(vec![1], 2)]);
        assert!(hides_a_value(&quote_untrusted(&keyed_by_lists)));
        assert!(
            hides_a_value(&quote_untrusted(&f64::NAN))
                && hides_a_value(&quote_untrusted(&[f32::INFINITY]))
        );
        assert!(!hides_a_value(&quote_untrusted(&None::<u8>)));
    }
}
