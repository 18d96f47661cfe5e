//! Rewriting the schemas that schemars generates into those that the strictest clients accept.

use std::fmt::Write as _;

use serde_json::{Map, Value};

use super::compiled::LONGEST_MATCHED;
use crate::table::form_of;

type Object = Map<String, Value>;

/// Tidies a schema of what a client sends.
pub(super) fn input(schema: &mut Object) {
    walk(schema, &|schema| {
        plain(schema);
        optional_without_null(schema);
        bound_pattern(schema);
    });
}

/// Tidies a schema of what the server returns. Null stays: the server may really send it.
pub(super) fn output(schema: &mut Object) {
    walk(schema, &|schema| {
        plain(schema);
        null_apart(schema);
    });
}

/// Takes out what only this crate knows.
pub(super) fn published(schema: &mut Object) {
    walk(schema, &own_formats);
}

/// Applies `f` to a schema and all schemas in it, innermost first.
fn walk(schema: &mut Object, f: &impl Fn(&mut Object)) {
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "$defs", Value::Object(children)) => {
                for child in children.values_mut() {
                    if let Some(child) = written_out(child) {
                        walk(child, f);
                    }
                }
            }
            ("items" | "contains", child) => {
                if let Some(child) = written_out(child) {
                    walk(child, f);
                }
            }
            ("additionalProperties" | "propertyNames" | "not", Value::Object(child)) => {
                walk(child, f);
            }
            ("oneOf" | "anyOf" | "allOf" | "prefixItems", Value::Array(children)) => {
                for child in children.iter_mut().filter_map(Value::as_object_mut) {
                    walk(child, f);
                }
            }
            _ => {}
        }
    }
    f(schema);
}

/// `true` as the object that says as much: many clients expect objects there.
fn written_out(schema: &mut Value) -> Option<&mut Object> {
    if *schema == Value::Bool(true) {
        *schema = Value::Object(Map::new());
    }
    schema.as_object_mut()
}

fn plain(schema: &mut Object) {
    enumerate(schema);
    reference_apart(schema);
    names_of_keys(schema);
    short_defaults(schema);
}

/// `uint8`, `double` and the like are no formats of JSON Schema, and some validators stumble over
/// them. What says something to a model becomes a description.
fn own_formats(schema: &mut Object) {
    let Some(format) = schema.get("format").and_then(Value::as_str) else {
        return;
    };
    let is_width = format.starts_with("int")
        || format.starts_with("uint")
        || matches!(format, "float" | "double");
    let is_own = matches!(format, "ip" | "partial-date-time" | "partial-time");
    if let (true, false, Some((expected, _))) =
        (is_own, schema.contains_key("description"), form_of(format))
    {
        let mut letters = expected.chars();
        let description: String = letters
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .chain(letters)
            .collect();
        schema.insert("description".into(), description.into());
    }
    if is_width || is_own {
        schema.shift_remove("format");
    }
}

/// A reference with a description beside it is one that some clients refuse, or don't follow.
fn reference_apart(schema: &mut Object) {
    if schema.len() < 2 {
        return;
    }
    if let Some(reference) = schema.shift_remove("$ref") {
        let only = serde_json::json!([{ "$ref": reference }]);
        match schema.get("anyOf") {
            None => schema.insert("anyOf".into(), only),
            Some(_) => schema.insert("allOf".into(), only),
        };
    }
}

/// Turns the only pattern of a map into `propertyNames`, and the schema of its values into
/// `additionalProperties`: hardly any client knows `patternProperties`.
fn names_of_keys(schema: &mut Object) {
    let is_map = schema.get("additionalProperties") == Some(&Value::Bool(false))
        && !schema.contains_key("properties")
        && !schema.contains_key("propertyNames");
    let Some(Value::Object(patterns)) = schema.get("patternProperties").filter(|_| is_map) else {
        return;
    };
    let mut patterns = patterns.iter();
    let (Some((pattern, values)), None) = (patterns.next(), patterns.next()) else {
        return;
    };
    let (names, values) = (serde_json::json!({ "pattern": pattern }), values.clone());
    schema.shift_remove("patternProperties");
    schema.insert("additionalProperties".into(), values);
    schema.insert("propertyNames".into(), names);
}

/// 0.1 as an `f32` would be 0.10000000149011612 as an `f64`.
fn short_defaults(schema: &mut Object) {
    if schema.get("format").and_then(Value::as_str) != Some("float") {
        return;
    }
    // It came from an `f32`.
    #[allow(clippy::cast_possible_truncation)]
    let short = |number: f64| (number as f32).to_string().parse::<f64>().ok();
    if let Some(default) = schema.get_mut("default")
        && let Some(number) = default.as_f64().and_then(short)
    {
        *default = number.into();
    }
}

/// A text that a pattern is matched against has an end.
pub(super) fn bound_pattern(schema: &mut Object) {
    let is_text = schema.get("type").and_then(Value::as_str) == Some("string");
    if is_text && schema.contains_key("pattern") && !schema.contains_key("maxLength") {
        schema.insert("maxLength".into(), LONGEST_MATCHED.into());
    }
}

/// Returns the part of an enum's description that describes its variants, one a line.
pub(super) fn variants_of(schema: &Object) -> Option<&str> {
    let description = schema.get("description")?.as_str()?;
    schema.get("enum")?;
    if description.starts_with("- `") {
        return Some(description);
    }
    let start = description.find("\n- `")?;
    Some(&description[start + 1..])
}

/// Splits a nullable type into `anyOf` with null, since some clients reject a list of types.
fn null_apart(schema: &mut Object) {
    const DESCRIBE: [&str; 6] = [
        "title",
        "description",
        "default",
        "examples",
        "deprecated",
        "$defs",
    ];
    let is_null = |value: &Value| value == "null";
    match schema.get("type").and_then(Value::as_array) {
        Some(types) if types.len() > 1 && types.iter().any(is_null) => {}
        _ => return,
    }
    let keys: Vec<String> = schema.keys().cloned().collect();
    let mut other = Map::new();
    for key in keys
        .into_iter()
        .filter(|key| !DESCRIBE.contains(&key.as_str()))
    {
        if let Some(value) = schema.shift_remove(&key) {
            other.insert(key, value);
        }
    }
    strip_null(&mut other);
    let choices = serde_json::json!([other, { "type": "null" }]);
    schema.insert("anyOf".into(), choices);
}

/// A unit enum with documented variants comes as `oneOf` constants; clients want one `enum`. The
/// documentation of the variants moves into the description.
fn enumerate(schema: &mut Object) {
    let Some(Value::Array(variants)) = schema.get("oneOf") else {
        return;
    };
    let mut values = Vec::new();
    let mut notes = String::new();
    for variant in variants {
        let Value::Object(variant) = variant else {
            return;
        };
        let known = variant
            .keys()
            .all(|k| matches!(k.as_str(), "const" | "enum" | "type" | "description"));
        let names = match (variant.get("const"), variant.get("enum")) {
            (Some(value), None) => vec![value.clone()],
            (None, Some(Value::Array(values))) => values.clone(),
            _ => return,
        };
        if !known || !names.iter().all(Value::is_string) {
            return;
        }
        if let Some(description) = variant.get("description").and_then(Value::as_str) {
            for name in names.iter().filter_map(Value::as_str) {
                let _ = write!(notes, "\n- `{name}`: {description}");
            }
        }
        values.extend(names);
    }
    schema.remove("oneOf");
    let own = schema.remove("description");
    let own = own.as_ref().and_then(Value::as_str).unwrap_or_default();
    let mut tidy = Map::new();
    tidy.insert("type".into(), "string".into());
    let description = format!("{own}{notes}");
    if !description.is_empty() {
        tidy.insert("description".into(), description.trim_start().into());
    }
    tidy.insert("enum".into(), Value::Array(values));
    tidy.append(schema);
    *schema = tidy;
}

/// An optional property is left out rather than null.
fn optional_without_null(schema: &mut Object) {
    let required: Vec<Value> = schema
        .get("required")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    let Some(Value::Object(properties)) = schema.get_mut("properties") else {
        return;
    };
    for (name, property) in properties {
        if let (Value::Object(property), false) = (property, required.iter().any(|r| r == name)) {
            strip_null(property);
            if property.get("default") == Some(&Value::Null) {
                property.remove("default");
            }
        }
    }
}

/// Takes null out of what a schema allows.
pub(super) fn strip_null(schema: &mut Object) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|t| t != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|v| !v.is_null());
    }
    let is_null = |schema: &Value| schema.get("type").and_then(Value::as_str) == Some("null");
    if let Some(Value::Array(choices)) = schema.get_mut("anyOf") {
        choices.retain(|choice| !is_null(choice));
        if let [Value::Object(only)] = choices.as_slice() {
            let only = only.clone();
            schema.remove("anyOf");
            for (key, value) in only {
                schema.entry(key).or_insert(value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn tidied(schema: Value, tidy: fn(&mut Object)) -> Value {
        let Value::Object(mut schema) = schema else {
            panic!("an object")
        };
        tidy(&mut schema);
        Value::Object(schema)
    }

    #[test]
    fn a_documented_unit_enum_is_one_enum() {
        let schema = json!({ "description": "How warm", "oneOf": [
            { "const": "hot", "description": "Over 30", "type": "string" },
            { "enum": ["mild", "cold"], "type": "string" },
        ]});
        assert_eq!(
            tidied(schema, output),
            json!({ "type": "string", "description": "How warm\n- `hot`: Over 30", "enum": ["hot", "mild", "cold"] })
        );
    }

    #[test]
    fn an_enum_with_data_stays_a_choice() {
        let schema = json!({ "oneOf": [{ "const": "a" }, { "type": "object", "properties": { "b": { "type": "integer", "format": "uint8" } } }] });
        let tidy = json!({ "oneOf": [{ "const": "a" }, { "type": "object", "properties": { "b": { "type": "integer" } } }] });
        assert_eq!(tidied(tidied(schema, output), published), tidy);
    }

    #[test]
    fn null_goes_from_what_may_be_left_out_and_stays_in_what_is_returned() {
        let schema = json!({ "type": "object", "required": ["a"], "properties": {
            "a": { "type": ["string", "null"] },
            "b": { "type": ["string", "null"], "default": null },
            "c": { "anyOf": [{ "type": "object" }, { "type": "null" }], "description": "See" },
        }});
        let nothing = json!({ "type": "null" });
        let string = json!({ "type": "string" });
        assert_eq!(
            tidied(schema.clone(), output)["properties"],
            json!({
                "a": { "anyOf": [string, nothing] },
                "b": { "default": null, "anyOf": [string, nothing] },
                "c": { "anyOf": [{ "type": "object" }, nothing], "description": "See" },
            })
        );
        let properties = json!({
            "a": { "type": ["string", "null"] },
            "b": { "type": "string" },
            "c": { "description": "See", "type": "object" },
        });
        assert_eq!(tidied(schema, input)["properties"], properties);
    }

    #[test]
    fn what_strict_clients_stumble_over_is_said_otherwise() {
        for (schema, tidy) in [
            (
                json!({ "type": "array", "items": true }),
                json!({ "type": "array", "items": {} }),
            ),
            (
                json!({ "properties": { "a": true } }),
                json!({ "properties": { "a": {} } }),
            ),
            (
                json!({ "$ref": "#/$defs/A" }),
                json!({ "$ref": "#/$defs/A" }),
            ),
            (
                json!({ "$ref": "#/$defs/A", "description": "See" }),
                json!({ "description": "See", "anyOf": [{ "$ref": "#/$defs/A" }] }),
            ),
            (
                json!({ "type": "object", "additionalProperties": false, "patternProperties": { r"^\d+$": { "type": "string" } } }),
                json!({ "type": "object", "additionalProperties": { "type": "string" }, "propertyNames": { "pattern": r"^\d+$" } }),
            ),
            (
                json!({ "type": "number", "format": "float", "default": 0.1_f32 }),
                json!({ "type": "number", "default": 0.1 }),
            ),
            (
                json!({ "type": "string", "format": "ip" }),
                json!({ "type": "string", "description": "An IP address such as 192.0.2.1 or \
                                                          2001:db8::1" }),
            ),
            (
                json!({ "type": "string", "pattern": "^a+$" }),
                json!({ "type": "string", "pattern": "^a+$", "maxLength": 4096 }),
            ),
            (
                json!({ "type": "string", "pattern": "^a+$", "maxLength": 3 }),
                json!({ "type": "string", "pattern": "^a+$", "maxLength": 3 }),
            ),
        ] {
            assert_eq!(tidied(tidied(schema, input), published), tidy);
        }
    }
}
