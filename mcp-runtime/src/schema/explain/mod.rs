//! Explanations of why a value is refused, by the schema that the client was given.
//!
//! A value that was taken while it was read (see [`checked`](super::checked)) never gets here. This
//! says why one was not, and decides where one pass over a value can't tell.

mod choice;
mod object;
mod words;

use serde_json::Value;

use super::compiled::{NumberRules, Patterns};
use crate::schema::problems::Problems;
use crate::table::form_of;
use words::{expectation, not_allowed, short};

/// Schemas within schemas; a value has 128 levels at most.
const DEEP: usize = 400;

/// The schema and the settings that one value is checked by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Explanation<'s> {
    /// The schema that references are resolved in.
    pub(super) root: &'s Value,
    pub(super) patterns: &'s Patterns,
    /// Where reading failed by the type alone. Then formats are told, too, which types check.
    pub(super) failed: Option<&'s str>,
    /// Whether unknown keys that are allowed are named, if they are nearly a known one.
    pub(super) hints: bool,
}

impl Explanation<'_> {
    /// Notes everything in `value` that `schema` doesn't allow. `path` is where the value stands.
    pub(super) fn check(
        &self,
        schema: &Value,
        value: &Value,
        path: &mut String,
        problems: &mut Problems,
    ) {
        self.check_at(schema, value, path, problems, 0);
    }

    fn check_at(
        &self,
        schema: &Value,
        value: &Value,
        path: &mut String,
        problems: &mut Problems,
        depth: usize,
    ) {
        if problems.is_full() {
            return;
        }
        if depth > DEEP {
            // A value that can't be checked is refused.
            return problems.note(path.as_str(), "is nested too deep to be checked");
        }
        if schema == &Value::Bool(false) {
            return problems.note(
                path.as_str(),
                format!("must be left out, got {}", short(value)),
            );
        }
        let target = self.resolve(schema);
        if !std::ptr::eq(target, schema) {
            self.check_at(target, value, path, problems, depth + 1);
            if !has_rules_beside_reference(schema) {
                return;
            }
        }
        if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
            if !allowed.contains(value) {
                problems.note(path.as_str(), not_allowed(allowed, value));
            }
            return;
        }
        if let Some(constant) = schema.get("const") {
            if constant != value {
                problems.note(
                    path.as_str(),
                    format!("must be {constant}, got {}", short(value)),
                );
            }
            return;
        }
        self.check_parts(schema, value, path, problems, depth);
        let types = types(schema);
        if !types.is_empty() && !types.iter().any(|t| is_type(t, value)) {
            let expected = expectation(self, schema, false);
            problems.note(
                path.as_str(),
                format!("must be {expected}, got {}", short(value)),
            );
            return;
        }
        match value {
            Value::Number(number) => self.check_number(schema, number, path, problems),
            Value::String(text) => self.check_text(schema, text, path, problems),
            Value::Array(items) => self.check_items(schema, items, path, problems, depth),
            Value::Object(_) => self.check_object(schema, value, path, problems, depth),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn check_number(
        &self,
        schema: &Value,
        number: &serde_json::Number,
        path: &str,
        problems: &mut Problems,
    ) {
        let types = types(schema);
        let whole = !types.is_empty() && !types.contains(&"number");
        let allowed = schema
            .as_object()
            .is_none_or(|schema| NumberRules::of(schema, whole).allow_number(number));
        if !allowed {
            // Only who was so far off is told the bounds of the type.
            let is_wide = number.as_f64().is_none_or(|number| number.abs() > 9e18);
            problems.note(
                path,
                format!(
                    "must be {}, got {number}",
                    expectation(self, schema, is_wide)
                ),
            );
        }
    }

    fn check_text(&self, schema: &Value, text: &str, path: &str, problems: &mut Problems) {
        let characters = text.chars().count();
        if !check_size(
            schema,
            ["minLength", "maxLength"],
            characters,
            "character",
            path,
            problems,
        ) {
            return;
        }
        if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
            match self.patterns.get(pattern) {
                Ok(regex) if regex.is_match(text) => {}
                Ok(_) => problems.note(path, format!("must match the pattern `{pattern}`")),
                Err(e) => problems.note(path, format!("can't be taken, since {e}")),
            }
        }
        let form = schema
            .get("format")
            .and_then(Value::as_str)
            .and_then(form_of);
        if let (Some(failed), Some((expected, accepts))) = (self.failed, form)
            && (failed == path || !accepts(text))
        {
            let got = short(&Value::from(text));
            problems.note(path, format!("must be {expected}, got {got}"));
        }
    }

    fn check_items(
        &self,
        schema: &Value,
        items: &[Value],
        path: &mut String,
        problems: &mut Problems,
        depth: usize,
    ) {
        check_size(
            schema,
            ["minItems", "maxItems"],
            items.len(),
            "item",
            path,
            problems,
        );
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) && has_twins(items) {
            problems.note(path.as_str(), "must not have the same item twice");
        }
        if let Some(wanted) = schema.get("contains") {
            let fits = |item: &Value| self.fits(wanted, item, problems, depth);
            if !items.iter().any(fits) {
                let expected = expectation(self, wanted, false);
                problems.note(
                    path.as_str(),
                    format!("must have an item that is {expected}"),
                );
            }
        }
        let tuple = schema.get("prefixItems").and_then(Value::as_array);
        for (i, item) in items.iter().enumerate() {
            if problems.is_full() {
                return;
            }
            if let Some(schema) = tuple.and_then(|t| t.get(i)).or_else(|| schema.get("items")) {
                nested(path, &format!("[{i}]"), |path| {
                    self.check_at(schema, item, path, problems, depth + 1);
                });
            }
        }
    }

    /// Follows local references, as recursive types have them.
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let mut schema = schema;
        // References in a circle lead nowhere.
        for _ in 0..8 {
            let reference = schema.get("$ref").and_then(Value::as_str);
            match reference.and_then(|r| self.root.pointer(r.strip_prefix('#')?)) {
                Some(target) => schema = target,
                None => break,
            }
        }
        schema
    }
}

/// Whether a schema says more of values than its reference does.
fn has_rules_beside_reference(schema: &Value) -> bool {
    const DESCRIBE: [&str; 6] = [
        "$ref",
        "description",
        "title",
        "default",
        "examples",
        "deprecated",
    ];
    let keys = schema
        .as_object()
        .into_iter()
        .flat_map(|schema| schema.keys());
    keys.into_iter()
        .any(|key| !DESCRIBE.contains(&key.as_str()))
}

/// False where the size is wrong.
#[allow(clippy::cast_sign_loss)] // A bound below 0 is one of 0.
fn check_size(
    schema: &Value,
    [least, most]: [&str; 2],
    size: usize,
    unit: &str,
    path: &str,
    problems: &mut Problems,
) -> bool {
    let bound = |key: &str| {
        let bound = schema.get(key)?;
        bound
            .as_u64()
            .or_else(|| bound.as_f64().map(|bound| bound as u64))
    };
    let many = |n: u64| match (n, unit) {
        (1, unit) => unit.to_owned(),
        (_, "entry") => "entries".to_owned(),
        (_, unit) => format!("{unit}s"),
    };
    let size = size as u64;
    if let Some(min) = bound(least).filter(|&min| size < min) {
        problems.note(
            path,
            format!("must have at least {min} {}, got {size}", many(min)),
        );
        false
    } else if let Some(max) = bound(most).filter(|&max| size > max) {
        problems.note(
            path,
            format!("must have at most {max} {}, got {size}", many(max)),
        );
        false
    } else {
        true
    }
}

fn has_twins(items: &[Value]) -> bool {
    let mut seen = std::collections::HashSet::new();
    !items.iter().all(|item| seen.insert(item.to_string()))
}

fn nested(path: &mut String, step: &str, f: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push_str(step);
    f(path);
    path.truncate(length);
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

pub(super) fn is_type(name: &str, value: &Value) -> bool {
    match name {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => {
            value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|f| f.fract() == 0.0)
        }
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(schema: &Value, value: &Value) -> String {
        let mut found = Problems::default();
        let patterns = Patterns::default();
        let explanation = Explanation {
            root: schema,
            patterns: &patterns,
            failed: None,
            hints: false,
        };
        explanation.check(schema, value, &mut String::new(), &mut found);
        found.to_string()
    }

    #[test]
    fn every_mistake_is_named_with_its_path_and_what_is_right() {
        let schema = json!({ "type": "object", "required": ["city"], "additionalProperties": false, "properties": {
            "city": { "type": "string", "description": "Where to" },
            "days": { "type": "integer", "minimum": 1, "maximum": 14 },
            "unit": { "type": "string", "enum": ["celsius", "fahrenheit"] },
            "stops": { "type": "array", "maxItems": 2, "items": { "type": "object", "required": ["zip"], "properties": { "zip": { "type": "string", "minLength": 5 } } } },
        }});
        let value =
            json!({ "days": 99, "unit": "celcius", "dayz": 1, "stops": [{ "zip": "123" }, {}, 7] });
        assert_eq!(
            problems(&schema, &value),
            "- `city` is required: Where to\n\
             - `days` must be an integer from 1 to 14, got 99\n\
             - `unit` must be one of \"celsius\", \"fahrenheit\", got \"celcius\"; did you mean \"celsius\"?\n\
             - `dayz` is unknown; did you mean `days`?\n\
             - `stops` must have at most 2 items, got 3\n\
             - `stops[0].zip` must have at least 5 characters, got 3\n\
             - `stops[1].zip` is required\n\
             - `stops[2]` must be an object, got 7"
        );
        assert_eq!(
            problems(
                &schema,
                &json!({ "city": "Bern", "days": 3.0, "unit": null })
            ),
            ""
        );
    }

    #[test]
    fn a_tagged_choice_is_checked_by_its_tag() {
        let schema = json!({ "oneOf": [
            { "type": "object", "required": ["kind", "radius"], "properties": { "kind": { "const": "circle" }, "radius": { "type": "number" } } },
            { "type": "object", "required": ["kind", "side"], "properties": { "kind": { "const": "square" }, "side": { "type": "number" } } },
        ]});
        assert_eq!(
            problems(&schema, &json!({ "kind": "square", "side": "x" })),
            "- `side` must be a number, got \"x\""
        );
        assert_eq!(
            problems(&schema, &json!({ "kind": "star" })),
            "- must be an object with `kind`: \"circle\", or an object with `kind`: \"square\", \
             got {\"kind\":\"star\"}"
        );
    }

    #[test]
    fn a_deep_wrong_value_of_a_recursive_type_is_told_at_once() {
        let branch = |op: &str| json!({ "type": "object", "required": ["op"], "properties": { "op": { "const": op }, "l": { "$ref": "#" } } });
        let schema = json!({ "oneOf": [branch("add"), branch("sub"), { "type": "object", "properties": { "op": { "const": "num" }, "v": { "type": "number" } } }] });
        let deep = (0..40).fold(
            json!({ "op": "num", "v": "x" }),
            |l, _| json!({ "op": "add", "l": l }),
        );
        assert!(problems(&schema, &deep).contains("must be a number, got \"x\""));
        let untagged = json!({ "anyOf": [{ "type": "array", "items": { "$ref": "#" } }, { "type": "array", "items": { "$ref": "#" }, "maxItems": 9 }, { "type": "null" }] });
        let deep = (0..40).fold(json!(7), |inner, _| json!([inner]));
        problems(&untagged, &deep);
    }
}
