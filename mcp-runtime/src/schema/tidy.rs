//! What the strictest clients accept, from what schemars writes.

use std::fmt::Write as _;

use serde_json::{Map, Value};

type Object = Map<String, Value>;

/// Tidies a schema of what a client sends.
pub(super) fn input(schema: &mut Object) {
    walk(schema, &|schema| {
        plain(schema);
        optional_without_null(schema);
    });
}

/// Tidies a schema of what the server returns. Null stays: the server may really send it.
pub(super) fn output(schema: &mut Object) {
    walk(schema, &plain);
}

/// Applies `f` to a schema and all schemas in it, innermost first.
fn walk(schema: &mut Object, f: &impl Fn(&mut Object)) {
    for (keyword, value) in schema.iter_mut() {
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "$defs", Value::Object(children)) => {
                for child in children.values_mut().filter_map(Value::as_object_mut) {
                    walk(child, f);
                }
            }
            (
                "items" | "additionalProperties" | "propertyNames" | "not" | "contains",
                Value::Object(child),
            ) => walk(child, f),
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

fn plain(schema: &mut Object) {
    drop_width(schema);
    enumerate(schema);
}

/// `uint8`, `double` and the like are no formats of JSON Schema, and some validators stumble over
/// them.
fn drop_width(schema: &mut Object) {
    let width = |format: &str| {
        format.starts_with("int")
            || format.starts_with("uint")
            || matches!(format, "float" | "double")
    };
    if schema
        .get("format")
        .and_then(Value::as_str)
        .is_some_and(width)
    {
        schema.remove("format");
    }
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
        assert_eq!(tidied(schema, output), tidy);
    }

    #[test]
    fn null_goes_from_what_may_be_left_out_and_stays_in_what_is_returned() {
        let schema = json!({ "type": "object", "required": ["a"], "properties": {
            "a": { "type": ["string", "null"] },
            "b": { "type": ["string", "null"], "default": null },
            "c": { "anyOf": [{ "type": "object" }, { "type": "null" }], "description": "See" },
        }});
        assert_eq!(tidied(schema.clone(), output), schema);
        let properties = json!({
            "a": { "type": ["string", "null"] },
            "b": { "type": "string" },
            "c": { "description": "See", "type": "object" },
        });
        assert_eq!(tidied(schema, input)["properties"], properties);
    }
}
