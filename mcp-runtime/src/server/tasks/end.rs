//! From the answer of a body to the end of a task, or of its leg.

use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::protocol::Refusal;
use crate::response::{Finished, Outcome};
use crate::task::End;

/// The end of a leg's body.
pub(super) enum Ended {
    /// The task has ended.
    Task(End),
    /// The leg has: something is to be asked first.
    Asking,
}

impl Ended {
    /// Of the answer to the request with this id. A panic is the server's failure, and so the
    /// task's, though the model reads of it in a plain call.
    pub(super) fn of(finished: Finished, id: &str, has_panicked: bool) -> Self {
        let (body, outcome) = match finished {
            Finished::Refused(refusal) => return Self::Task(refused(&refusal)),
            Finished::Response { body, outcome } => (body, outcome),
            Finished::Fixed { head, tail } => ([head, tail].concat(), Outcome::Done),
        };
        if outcome == Outcome::Asked {
            return Self::Asking;
        }
        let Some(result) = result(&body, id) else {
            return Self::Task(failed("The result could not be read"));
        };
        if has_panicked {
            return Self::Task(failed(&text(&result)));
        }
        Self::Task(End::Completed(result))
    }
}

/// The result in a response, letter by letter.
fn result(body: &[u8], id: &str) -> Option<Box<RawValue>> {
    let head = format!(r#"{{"jsonrpc":"2.0","id":{id},"result":"#);
    let result = body.strip_prefix(head.as_bytes())?.strip_suffix(b"}")?;
    serde_json::from_slice(result).ok()
}

/// The words of a result's first block.
fn text(result: &RawValue) -> String {
    let result: Value = serde_json::from_str(result.get()).unwrap_or_default();
    let text = result["content"][0]["text"].as_str();
    text.unwrap_or("The tool failed").to_owned()
}

fn refused(refusal: &Refusal) -> End {
    #[derive(serde::Deserialize)]
    struct Response {
        error: Box<RawValue>,
    }
    match serde_json::from_slice(&refusal.to_json(None)) {
        Ok(Response { error }) => End::Failed {
            error,
            message: refusal.message().to_owned(),
        },
        Err(_) => failed(refusal.message()),
    }
}

/// A failure of the server's own, as its client is told of it.
pub(super) fn failed(message: &str) -> End {
    let error = serde_json::json!({ "code": -32603, "message": message });
    End::Failed {
        error: to_raw_value(&error).expect("texts and numbers are JSON"),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_taken_out_letter_by_letter() {
        let body = br#"{"jsonrpc":"2.0","id":"a\"b","result":{"b": 1,"a":2.50}}"#;
        let taken = result(body, r#""a\"b""#).expect("it is one");
        assert_eq!(taken.get(), r#"{"b": 1,"a":2.50}"#);
        assert!(result(body, "1").is_none());
    }
}
