//! The record of what a client saw.

use std::collections::HashMap;

use serde_json::Value;

/// By the step that showed it: a result as the client hands it out, or `{ "error": { "code",
/// "message" } }`.
#[derive(Debug, Default)]
pub(crate) struct Seen(HashMap<String, Value>);

impl Seen {
    pub(crate) fn add(&mut self, step: &str, value: Value) {
        let earlier = self.0.insert(step.to_owned(), value);
        assert!(earlier.is_none(), "`{step}` came twice");
    }

    pub(crate) fn of(&self, step: &str) -> &Value {
        self.0
            .get(step)
            .unwrap_or_else(|| panic!("the client didn't come to `{step}`; it saw {self:#?}"))
    }

    /// The text of a tool's result, which must not be an error.
    pub(crate) fn text(&self, step: &str) -> &str {
        let result = self.of(step);
        assert_eq!(result["isError"], false, "{step}: {result}");
        text_of(step, result)
    }

    /// The text of a tool's result that is an error.
    pub(crate) fn error_text(&self, step: &str) -> &str {
        let result = self.of(step);
        assert_eq!(result["isError"], true, "{step}: {result}");
        text_of(step, result)
    }

    /// Code and message of the error that a request was answered with.
    pub(crate) fn refusal(&self, step: &str) -> (i64, &str) {
        let error = &self.of(step)["error"];
        let code = error["code"]
            .as_i64()
            .unwrap_or_else(|| panic!("{step}: {}", self.of(step)));
        (code, error["message"].as_str().unwrap_or_default())
    }
}

fn text_of<'a>(step: &str, result: &'a Value) -> &'a str {
    result["content"][0]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("{step}: {result}"))
}
