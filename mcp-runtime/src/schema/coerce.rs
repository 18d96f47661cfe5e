//! Coercion of values that models send as a string: `"5"`, `"true"`, `"[1, 2]"`.

use serde_json::Value;

use super::explain::is_type;
use crate::protocol::unique_value;

/// Replaces strings by the JSON in them, wherever the schema allows no string and the JSON is of a
/// type that it allows. Returns whether it replaced any.
pub(super) fn coerce(root: &Value, schema: &Value, value: &mut Value) -> bool {
    let schema = resolve(root, schema);
    let mut changed = false;
    if let Value::String(text) = value
        && let Some(meant) = meant(root, schema, text)
    {
        *value = meant;
        changed = true;
    }
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter_mut().enumerate() {
                let prefix = schema.get("prefixItems").and_then(|prefix| prefix.get(i));
                if let Some(schema) = prefix.or_else(|| schema.get("items")) {
                    changed |= coerce(root, schema, item);
                }
            }
        }
        Value::Object(entries) => {
            let others = schema.get("additionalProperties");
            for (name, value) in entries.iter_mut() {
                let property = schema.get("properties").and_then(|p| p.get(name));
                if let Some(schema) = property.or(others) {
                    changed |= coerce(root, schema, value);
                }
            }
        }
        _ => {}
    }
    // Where one of several is meant, its type or its tag says which.
    let meant: Vec<&Value> = choices(schema)
        .filter(|choice| may_be(resolve(root, choice), value))
        .collect();
    if let [only] = meant.as_slice() {
        changed |= coerce(root, only, value);
    }
    changed
}

/// The value in a text that can be no text.
fn meant(root: &Value, schema: &Value, text: &str) -> Option<Value> {
    if allows(root, schema, &Value::from(text), 0) {
        return None;
    }
    let value = unique_value(text.trim()).ok()?;
    let is_text = value.is_string() || value.is_null();
    (!is_text && allows(root, schema, &value, 0)).then_some(value)
}

/// Whether a schema allows the type of a value.
fn allows(root: &Value, schema: &Value, value: &Value, depth: usize) -> bool {
    let schema = resolve(root, schema);
    // A circle of references says nothing.
    if depth > 16 || schema == &Value::Bool(true) {
        return true;
    }
    let same = |known: &Value| std::mem::discriminant(known) == std::mem::discriminant(value);
    if let Some(names) = schema.get("enum").and_then(Value::as_array) {
        return names.iter().any(same);
    }
    if let Some(constant) = schema.get("const") {
        return same(constant);
    }
    if let Some(types) = schema.get("type") {
        return match types {
            Value::String(one) => is_type(one, value),
            Value::Array(many) => many
                .iter()
                .filter_map(Value::as_str)
                .any(|t| is_type(t, value)),
            _ => true,
        };
    }
    let mut choices = choices(schema).peekable();
    choices.peek().is_none() || choices.any(|choice| allows(root, choice, value, depth + 1))
}

/// Whether a value can be meant by this choice: not if a tag says otherwise.
fn may_be(choice: &Value, value: &Value) -> bool {
    let tags = choice.get("properties").and_then(Value::as_object);
    let other = |(name, schema): (&String, &Value)| {
        let tag = schema.get("const");
        tag.is_some_and(|tag| value.get(name) != Some(tag))
    };
    allows(choice, choice, value, 0) && !tags.into_iter().flatten().any(other)
}

fn choices(schema: &Value) -> impl Iterator<Item = &Value> {
    let list = |key: &str| schema.get(key).and_then(Value::as_array);
    let keys = ["oneOf", "anyOf", "allOf"];
    keys.into_iter().filter_map(list).flatten()
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let target = reference.and_then(|r| root.pointer(r.strip_prefix('#')?));
    target.unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_is_taken_for_what_is_in_it_only_where_no_text_may_stand() {
        let schema = json!({ "type": "object", "properties": {
            "count": { "type": "integer" },
            "on": { "type": "boolean" },
            "tags": { "type": "array", "items": { "type": "string" } },
            "at": { "type": "object", "properties": { "x": { "type": "number" } } },
            "text": { "type": "string" },
            "either": { "type": ["string", "integer"] },
            "any": {},
            "maybe": { "anyOf": [{ "type": "integer" }, { "type": "null" }] },
            "shape": { "oneOf": [
                { "type": "object", "properties": { "kind": { "const": "a" }, "n": { "type": "integer" } } },
                { "type": "object", "properties": { "kind": { "const": "b" }, "n": { "type": "string" } } },
            ] },
        }});
        for (given, taken) in [
            (json!({ "count": "5" }), Some(json!({ "count": 5 }))),
            (json!({ "count": " 5 " }), Some(json!({ "count": 5 }))),
            (json!({ "on": "true" }), Some(json!({ "on": true }))),
            (
                json!({ "tags": "[\"a\",\"1\"]" }),
                Some(json!({ "tags": ["a", "1"] })),
            ),
            (
                json!({ "at": "{\"x\":\"1.5\"}" }),
                Some(json!({ "at": { "x": 1.5 } })),
            ),
            (json!({ "maybe": "7" }), Some(json!({ "maybe": 7 }))),
            (
                json!({ "shape": { "kind": "a", "n": "1" } }),
                Some(json!({ "shape": { "kind": "a", "n": 1 } })),
            ),
            (json!({ "shape": { "kind": "b", "n": "1" } }), None),
            (json!({ "count": "five" }), None),
            (json!({ "count": "true" }), None),
            (json!({ "on": "1" }), None),
            (json!({ "count": "1 2" }), None),
            (json!({ "count": "null" }), None),
            (
                json!({ "text": "5", "either": "5", "any": "5", "other": "5" }),
                None,
            ),
        ] {
            let mut value = given.clone();
            let changed = coerce(&schema, &schema, &mut value);
            assert_eq!(changed.then_some(value), taken, "{given}");
        }
    }
}
