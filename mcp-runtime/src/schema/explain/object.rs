//! Objects: which keys they must have, may have and must not have.

use serde_json::{Map, Value};

use super::{Explanation, check_size, nested};
use crate::schema::lenient::closest;
use crate::schema::problems::Problems;

impl Explanation<'_> {
    pub(super) fn check_object(
        &self,
        schema: &Value,
        whole: &Value,
        path: &mut String,
        problems: &mut Problems,
        depth: usize,
    ) {
        let Some(entries) = whole.as_object() else {
            return;
        };
        check_size(
            schema,
            ["minProperties", "maxProperties"],
            entries.len(),
            "entry",
            path,
            problems,
        );
        Self::check_required(schema, entries, path, problems);
        let properties = schema.get("properties").and_then(Value::as_object);
        let names = schema.get("propertyNames");
        for (name, value) in entries {
            if problems.is_full() {
                return;
            }
            let step = step(path, name);
            nested(path, &step, |path| {
                if let Some(names) = names {
                    self.check_name(names, name, path, problems, depth);
                }
                let mut known = false;
                if let Some(property) = properties.and_then(|p| p.get(name)) {
                    known = true;
                    // An optional property may also be null.
                    if !value.is_null() || is_required(schema, name) {
                        self.check_at(property, value, path, problems, depth + 1);
                    }
                }
                for property in self.by_pattern(schema, name) {
                    known = true;
                    self.check_at(property, value, path, problems, depth + 1);
                }
                if !known {
                    self.check_other(schema, whole, (name, value), path, problems, depth);
                }
            });
        }
    }

    fn check_required(
        schema: &Value,
        entries: &Map<String, Value>,
        path: &mut String,
        problems: &mut Problems,
    ) {
        let list =
            |list: Option<&Value>| list.and_then(Value::as_array).cloned().unwrap_or_default();
        let mut required = list(schema.get("required"));
        let dependent = schema.get("dependentRequired").and_then(Value::as_object);
        for (_, names) in dependent
            .into_iter()
            .flatten()
            .filter(|(key, _)| entries.contains_key(*key))
        {
            required.extend(list(Some(names)));
        }
        for name in required.iter().filter_map(Value::as_str) {
            if entries.contains_key(name) {
                continue;
            }
            let property = schema
                .get("properties")
                .and_then(|properties| properties.get(name));
            let description = property.and_then(|property| property.get("description")?.as_str());
            let message = match description {
                Some(description) => format!("is required: {description}"),
                None => "is required".to_owned(),
            };
            let step = step(path, name);
            nested(path, &step, |path| problems.note(path.as_str(), message));
        }
    }

    /// A key that is neither named nor like a pattern.
    fn check_other(
        &self,
        schema: &Value,
        whole: &Value,
        (name, value): (&str, &Value),
        path: &mut String,
        problems: &mut Problems,
        depth: usize,
    ) {
        let known = || {
            let properties = schema.get("properties").and_then(Value::as_object);
            properties
                .into_iter()
                .flat_map(|p| p.keys())
                .map(String::as_str)
        };
        let closed = match schema.get("additionalProperties") {
            Some(Value::Bool(false)) => true,
            Some(others) => return self.check_at(others, value, path, problems, depth + 1),
            None => {
                schema.get("unevaluatedProperties") == Some(&Value::Bool(false))
                    && !self.is_evaluated(schema, whole, name, problems, depth)
            }
        };
        if closed {
            let message = match closest(name, known()) {
                Some(meant) => format!("is unknown; did you mean `{meant}`?"),
                None if known().next().is_none() => "is unknown; there are no others".to_owned(),
                None => format!(
                    "is unknown; known are: {}",
                    known().collect::<Vec<_>>().join(", ")
                ),
            };
            problems.note(path.as_str(), message);
        } else if self.hints && problems.may_hint() {
            let left_out = known().filter(|known| whole.get(known).is_none());
            if let Some(meant) = closest(name, left_out) {
                problems.note(
                    path.as_str(),
                    format!("is unknown; did you mean `{meant}`?"),
                );
            }
        }
    }

    /// Whether a part of the schema that fits knows the key.
    fn is_evaluated(
        &self,
        schema: &Value,
        value: &Value,
        name: &str,
        problems: &mut Problems,
        depth: usize,
    ) -> bool {
        let schema = self.resolve(schema);
        let named = schema
            .get("properties")
            .is_some_and(|p| p.get(name).is_some());
        if named
            || schema.get("additionalProperties").is_some()
            || !self.by_pattern(schema, name).is_empty()
        {
            return true;
        }
        let mut parts: Vec<&Value> = Vec::new();
        for key in ["allOf", "anyOf", "oneOf"] {
            parts.extend(
                schema
                    .get(key)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten(),
            );
        }
        parts.into_iter().any(|part| {
            self.fits(part, value, problems, depth)
                && self.is_evaluated(part, value, name, problems, depth + 1)
        })
    }

    fn check_name(
        &self,
        names: &Value,
        name: &str,
        path: &str,
        problems: &mut Problems,
        depth: usize,
    ) {
        let mut found = problems.attempt();
        self.check_at(
            names,
            &Value::from(name),
            &mut String::new(),
            &mut found,
            depth + 1,
        );
        problems.tried(&found);
        if let Some(message) = found.first() {
            problems.note(path, format!("has a key that {message}"));
        }
    }

    /// Returns the schemas of all `patternProperties` that a key matches.
    fn by_pattern<'a>(&'a self, schema: &'a Value, name: &str) -> Vec<&'a Value> {
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        let matches = |pattern: &str| {
            self.patterns
                .get(pattern)
                .is_ok_and(|regex| regex.is_match(name))
        };
        let matched = patterns
            .into_iter()
            .flatten()
            .filter(|(pattern, _)| matches(pattern));
        matched.map(|(_, schema)| schema).collect()
    }
}

fn step(path: &str, name: &str) -> String {
    if path.is_empty() {
        name.to_owned()
    } else {
        format!(".{name}")
    }
}

pub(super) fn is_required(schema: &Value, name: &str) -> bool {
    schema
        .get("required")
        .and_then(Value::as_array)
        .is_some_and(|r| r.iter().any(|n| n == name))
}
