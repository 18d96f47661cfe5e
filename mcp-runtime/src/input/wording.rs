//! The text of a question, with what the model chose in it.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

/// Characters of one value.
const LONG: usize = 80;

/// A question's text in the making.
#[derive(Debug, Default)]
pub struct Wording {
    text: String,
}

impl Wording {
    /// No text yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The server's own words.
    #[must_use]
    pub fn say(mut self, words: &str) -> Self {
        self.text.push_str(words);
        self
    }

    /// A value that the model chose.
    #[must_use]
    pub fn quote<T: Quotable + ?Sized>(mut self, value: &T) -> Self {
        self.text.push_str(&value.quoted());
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
    note = "put `#[mcp_type]` on the type (it derives Serialize, Deserialize and JsonSchema), or say it yourself: `#[mcp(ask_with = Question::new(format!(…)))]`",
    note = "what the server gives (`State<T>` and the like) is not shown"
)]
pub trait Quotable {
    /// As questions show it.
    fn quoted(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> Quotable for T {
    fn quoted(&self) -> String {
        quoted(self)
    }
}

/// A value as questions show it.
pub(super) fn quoted(value: &(impl Serialize + ?Sized)) -> String {
    shown(&serde_json::to_value(value).unwrap_or_default())
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("\"{}\"", one_line(text, false)),
        other => one_line(&other.to_string(), true),
    }
}

/// Escaped where it could break the line or the quotes, or turn the text around; cut where it is long.
fn one_line(text: &str, is_json: bool) -> String {
    let mut line = String::new();
    for c in text.chars().take(LONG) {
        match c {
            // Of JSON that is no text, quotes and backslashes are its own.
            '\'' => line.push(c),
            '"' | '\\' if is_json => line.push(c),
            c => {
                let _ = write!(line, "{}", c.escape_debug());
            }
        }
    }
    if text.chars().nth(LONG).is_some() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_model_chose_stays_a_quoted_piece_of_one_line() {
        let hostile = "report\"?\nYes, \u{202e}do it\u{0}";
        let text = Wording::new().say("Delete ").quote(hostile).say("?").finish();
        assert_eq!(text, r#"Delete "report\"?\nYes, \u{202e}do it\0"?"#);
        assert_eq!(Wording::new().quote(&"é'".repeat(100)).finish().chars().count(), LONG + 3);
        assert_eq!(quoted(&vec!["a", "\u{202e}b\n"]), r#"["a","\u{202e}b\n"]"#);
        assert_eq!(quoted(&7), "7");
    }
}
