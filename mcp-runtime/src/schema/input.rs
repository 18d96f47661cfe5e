use serde_json::Value;

use super::explain;
use crate::params::Problems;
use crate::params::read::worded;
use crate::protocol::unique_value;

/// A tool's input schema, ready to check arguments against.
#[derive(Debug)]
pub(crate) struct InputSchema {
    schema: Value,
    /// The names it allows; `None` where it allows others.
    closed: Option<Vec<String>>,
    rules: bool,
}

/// Notes what is wrong with arguments by a schema that comes with them.
pub(crate) fn check(schema: &Value, arguments: &Value, problems: &mut Problems) {
    explain::check(schema, schema, arguments, &mut String::new(), problems);
}

impl InputSchema {
    /// Of a schema that was made from types.
    /// `rules`: whether it says more than the types enforce.
    pub(crate) fn derived(schema: Value, rules: bool) -> Self {
        let closed = (schema.get("additionalProperties") == Some(&Value::Bool(false))).then(|| {
            let names = schema.get("properties").and_then(Value::as_object);
            names
                .map(|p| p.keys().cloned().collect())
                .unwrap_or_default()
        });
        Self {
            schema,
            closed,
            rules,
        }
    }

    /// Of a schema given by hand, which is the client's to read and the function's to enforce.
    pub(crate) fn given(schema: Value) -> Self {
        Self {
            schema,
            closed: None,
            rules: false,
        }
    }

    pub(crate) fn closed(&self) -> Option<&[String]> {
        self.closed.as_deref()
    }

    /// Whether it says more than the types enforce by themselves, such as a length inside a struct.
    pub(crate) fn has_rules(&self) -> bool {
        self.rules
    }

    /// Notes what is wrong with the arguments as a whole.
    pub(crate) fn check(&self, arguments: &str, problems: &mut Problems) {
        match unique_value(arguments) {
            Ok(value) => explain::check(
                &self.schema,
                &self.schema,
                &value,
                &mut String::new(),
                problems,
            ),
            // What can't be checked is refused.
            Err(e) => problems.note("", format!("The arguments can't be read: {}", worded(&e))),
        }
    }

    /// Notes what is wrong with one argument.
    pub(crate) fn check_property(&self, name: &str, json: &str, problems: &mut Problems) {
        let Some(schema) = self.schema.get("properties").and_then(|p| p.get(name)) else {
            return;
        };
        match unique_value(json) {
            Ok(value) => {
                explain::check(&self.schema, schema, &value, &mut name.to_owned(), problems);
            }
            // What can't be checked is refused.
            Err(e) => problems.note(name, format!("can't be read: {}", worded(&e))),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_schema_that_no_type_has_made_refuses_nothing_that_it_allows() {
        let constant = json!({ "type": "object", "properties": { "unit": { "const": "C" } } });
        for (schema, arguments) in [
            (
                json!({ "anyOf": [constant, { "type": "null" }] }),
                json!({}),
            ),
            (
                json!({ "type": "object", "patternProperties": { "^x-": {} }, "additionalProperties": false }),
                json!({ "x-a": 1 }),
            ),
            (
                json!({ "type": "object", "properties": { "a": true } }),
                json!({ "a": [1] }),
            ),
            (
                json!({ "$ref": "https://example.com/schema" }),
                json!({ "a": 1 }),
            ),
        ] {
            let mut problems = Problems::default();
            check(&schema, &arguments, &mut problems);
            assert!(problems.is_empty(), "{schema}: {problems}");
        }
    }
}
