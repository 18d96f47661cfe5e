use serde_json::Value;

use super::checked::Checks;
use super::coerce::coerce;
use super::compiled::{self, Compiled, NodeId, Patterns};
use super::explain::Explanation;
use super::problems::Problems;
use super::wording::worded;
use crate::protocol::unique_value;
use crate::table::{ParamRole, ParamSpec};

/// A tool's input schema, ready to check arguments against.
#[derive(Debug)]
pub(crate) struct InputSchema {
    schema: Value,
    /// The names it allows; `None` where it allows others.
    closed: Option<Vec<String>>,
    compiled: Compiled,
    /// Where each parameter's value stands in it.
    places: Box<[NodeId]>,
    /// Whether it is to be enforced.
    enforced: bool,
}

/// Notes what is wrong with arguments by a schema that comes with them.
pub(crate) fn check(schema: &Value, arguments: &Value, problems: &mut Problems) {
    let patterns = Patterns::default();
    let explanation = Explanation {
        root: schema,
        patterns: &patterns,
        failed: None,
        hints: false,
    };
    explanation.check(schema, arguments, &mut String::new(), problems);
}

/// Arguments with what was sent as text and meant as something else; `None` if there is nothing of
/// the kind.
pub(crate) fn destringified(schema: &Value, arguments: &str) -> Option<String> {
    let mut value = unique_value(arguments).ok()?;
    coerce(schema, schema, &mut value).then(|| value.to_string())
}

impl InputSchema {
    /// Of a schema that was made from types.
    ///
    /// # Errors
    ///
    /// For a rule in the schema that can't be checked.
    pub(crate) fn derived(schema: Value, params: &[ParamSpec]) -> Result<Self, String> {
        let properties = schema.get("properties").and_then(Value::as_object);
        let closed = (schema.get("additionalProperties") == Some(&Value::Bool(false))).then(|| {
            properties
                .map(|p| p.keys().cloned().collect())
                .unwrap_or_default()
        });
        let place = |param: &ParamSpec| match param.role {
            ParamRole::Arguments => Some(&schema),
            ParamRole::Argument => properties.and_then(|p| p.get(param.name)),
            ParamRole::Injected => None,
        };
        let required = schema.get("required").and_then(Value::as_array);
        let is_required = |name: &str| required.is_some_and(|r| r.iter().any(|n| n == name));
        let at_place = |param: &ParamSpec| {
            let mut schema = place(param).cloned().unwrap_or(Value::Bool(true));
            if param.role == ParamRole::Argument {
                own_rules(param, &mut schema);
                if !is_required(param.name) {
                    schema = serde_json::json!({ "anyOf": [schema, { "type": "null" }] });
                }
            }
            schema
        };
        let places: Vec<Value> = params.iter().map(at_place).collect();
        let (compiled, mut places) = compiled::compile(&schema, &places)?;
        // The first one is the schema itself.
        places.remove(0);
        Ok(Self {
            schema,
            closed,
            compiled,
            places: places.into(),
            enforced: true,
        })
    }

    /// Of a schema given by hand, which is the client's to read and the function's to enforce.
    pub(crate) fn given(schema: Value, params: &[ParamSpec]) -> Self {
        Self {
            schema,
            closed: None,
            compiled: Compiled::open(),
            places: vec![compiled::ANYTHING; params.len()].into(),
            enforced: false,
        }
    }

    pub(crate) fn closed(&self) -> Option<&[String]> {
        self.closed.as_deref()
    }

    /// The checks of one reading.
    #[inline]
    pub(crate) fn checks(&self) -> Checks<'_> {
        Checks::new(&self.compiled)
    }

    /// Where the value of the parameter at this index stands.
    #[inline]
    pub(crate) fn place(&self, index: usize) -> NodeId {
        self.places[index]
    }

    /// Arguments with what was sent as text and meant as something else.
    pub(crate) fn destringified(&self, arguments: &str) -> Option<String> {
        destringified(&self.schema, arguments)
    }

    /// Notes what is wrong with the value of one argument, or with all of them where it has no name.
    /// `failed`: where reading it failed by its type alone. `hints`: whether to name unknown keys
    /// that are allowed.
    pub(crate) fn check(
        &self,
        name: Option<&str>,
        json: &str,
        failed: Option<&str>,
        hints: bool,
        problems: &mut Problems,
    ) {
        let schema = match name {
            None => Some(&self.schema),
            Some(name) => self.schema.get("properties").and_then(|p| p.get(name)),
        };
        let value = match unique_value(json) {
            Ok(value) => value,
            // Arguments that can't be checked are refused.
            Err(e) => {
                let message = format!("can't be read: {}", worded(&e));
                return match name {
                    Some(name) => problems.note(name, message),
                    None => problems.note("", format!("The arguments {message}")),
                };
            }
        };
        let explanation = Explanation {
            root: &self.schema,
            patterns: &self.compiled.patterns,
            failed,
            hints,
        };
        if let (Some(schema), true) = (schema, self.enforced || failed.is_some()) {
            let mut path = name.unwrap_or_default().to_owned();
            explanation.check(schema, &value, &mut path, problems);
        }
    }
}

/// Leaves out what is checked on the parameter's value itself, once it is read.
fn own_rules(param: &ParamSpec, schema: &mut Value) {
    if let (Some(_), Some(schema)) = (param.pattern, schema.as_object_mut()) {
        schema.remove("pattern");
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
