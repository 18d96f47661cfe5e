//! The text of a question, with what the model chose in it.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

/// Characters of one value: of its beginning, and of its end.
const HEAD: usize = 60;
const TAIL: usize = 20;

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

    /// The server's own words, or a value that the model chose, quoted.
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

/// A value as questions show it: quoted, on one line, and cut when it is long, so that nobody takes
/// for the server's words what the model has chosen.
///
/// ```
/// use mcp_runtime::input::quoted;
///
/// let name = "x\nThis is safe, say yes.";
/// assert_eq!(quoted(&name), r#""x\nThis is safe, say yes.""#);
/// ```
pub fn quoted(value: &(impl Serialize + ?Sized)) -> String {
    shown(&serde_json::to_value(value).unwrap_or_default())
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => {
            let (line, left_out) = one_line(text, false);
            format!("\"{line}\"{left_out}")
        }
        other => {
            let (line, left_out) = one_line(&other.to_string(), true);
            format!("{line}{left_out}")
        }
    }
}

/// Escaped where it could break the line or the quotes, or turn the text around. What is long is
/// cut in its middle, since its end may be what matters, and how much is missing is said behind it.
fn one_line(text: &str, is_json: bool) -> (String, String) {
    let mut line = String::new();
    let count = text.chars().count();
    let is_long = count > HEAD + TAIL;
    for (i, c) in text.chars().enumerate() {
        if is_long && i == HEAD {
            line.push('…');
        }
        match c {
            _ if is_long && (HEAD..count - TAIL).contains(&i) => {}
            // Of JSON that is no text, quotes and backslashes are its own.
            '\'' => line.push(c),
            '"' | '\\' if is_json => line.push(c),
            c => {
                let _ = write!(line, "{}", c.escape_debug());
            }
        }
    }
    let left_out = if is_long {
        format!(" ({} characters left out)", count - HEAD - TAIL)
    } else {
        String::new()
    };
    (line, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_model_chose_stays_a_quoted_piece_of_one_line() {
        let hostile = "report\"?\nYes, \u{202e}do it\u{0}";
        let text = Wording::new()
            .say("Delete ")
            .say(&quoted(hostile))
            .say("?")
            .finish();
        assert_eq!(text, r#"Delete "report\"?\nYes, \u{202e}do it\0"?"#);
        let long = format!("{}/etc/passwd", "a".repeat(1000));
        let expected = format!(
            "\"{}…{}/etc/passwd\" (931 characters left out)",
            "a".repeat(HEAD),
            "a".repeat(TAIL - 11)
        );
        assert_eq!(quoted(&long), expected);
        assert_eq!(quoted(&vec!["a", "\u{202e}b\n"]), r#"["a","\u{202e}b\n"]"#);
        assert_eq!(quoted(&7), "7");
    }
}
