//! What is wrong with a value, in words, by the schema that the client was given.
//!
//! The types decide whether arguments are read; this says why they were not, and enforces what a
//! schema claims beyond its types. It knows the keywords that schemas made from types use, and
//! passes over the rest.

use serde_json::Value;

use super::lenient::closest;
use crate::params::Problems;

/// A list of allowed values longer than this is cut.
const MANY: usize = 20;
/// So is a value that is quoted.
const LONG: usize = 60;
/// Deeper values have failed to parse before.
const DEEP: usize = 128;

/// Notes everything in `value` that `schema` doesn't allow. `path` is where the value stands.
pub(super) fn check(
    root: &Value,
    schema: &Value,
    value: &Value,
    path: &mut String,
    problems: &mut Problems,
) {
    check_at(root, schema, value, path, problems, 0);
}

fn check_at(
    root: &Value,
    schema: &Value,
    value: &Value,
    path: &mut String,
    problems: &mut Problems,
    depth: usize,
) {
    if depth > DEEP || problems.is_full() {
        return;
    }
    let schema = resolve(root, schema);
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
    for choices in ["oneOf", "anyOf"]
        .iter()
        .filter_map(|k| schema.get(*k)?.as_array())
    {
        check_choice(root, choices, value, path, problems, depth);
    }
    for part in schema
        .get("allOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        check_at(root, part, value, path, problems, depth + 1);
    }
    if !types(schema).is_empty() && !types(schema).iter().any(|t| is_type(t, value)) {
        problems.note(
            path.as_str(),
            format!(
                "must be {}, got {}",
                expectation(root, schema),
                short(value)
            ),
        );
        return;
    }
    match value {
        Value::Number(_) => check_number(root, schema, value, path, problems),
        Value::String(text) => check_size(
            schema,
            ["minLength", "maxLength"],
            text.chars().count(),
            "character",
            path,
            problems,
        ),
        Value::Array(items) => {
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
            let tuple = schema.get("prefixItems").and_then(Value::as_array);
            for (i, item) in items.iter().enumerate() {
                if let Some(schema) = tuple.and_then(|t| t.get(i)).or_else(|| schema.get("items")) {
                    nested(path, &format!("[{i}]"), |path| {
                        check_at(root, schema, item, path, problems, depth + 1)
                    });
                }
            }
        }
        Value::Object(entries) => check_object(root, schema, entries, path, problems, depth),
        Value::Null | Value::Bool(_) => {}
    }
    if let (Some(pattern), Value::String(text)) =
        (schema.get("pattern").and_then(Value::as_str), value)
        && regex_lite::Regex::new(pattern).is_ok_and(|regex| !regex.is_match(text))
    {
        problems.note(path.as_str(), format!("must match the pattern `{pattern}`"));
    }
}

fn check_object(
    root: &Value,
    schema: &Value,
    entries: &serde_json::Map<String, Value>,
    path: &mut String,
    problems: &mut Problems,
    depth: usize,
) {
    check_size(
        schema,
        ["minProperties", "maxProperties"],
        entries.len(),
        "entry",
        path,
        problems,
    );
    let properties = schema.get("properties").and_then(Value::as_object);
    let key = |path: &str, name: &str| {
        if path.is_empty() {
            name.to_owned()
        } else {
            format!(".{name}")
        }
    };
    for name in schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !entries.contains_key(name) {
            let description = properties.and_then(|p| p.get(name)?.get("description")?.as_str());
            let step = key(path, name);
            nested(path, &step, |path| {
                problems.note(
                    path.as_str(),
                    match description {
                        Some(description) => format!("is required: {description}"),
                        None => "is required".to_owned(),
                    },
                );
            });
        }
    }
    for (name, value) in entries {
        let step = key(path, name);
        let other = schema
            .get("additionalProperties")
            .filter(|_| schema.get("patternProperties").is_none());
        match properties.and_then(|p| p.get(name)).or(other) {
            // Looking for what was meant takes time.
            Some(Value::Bool(false)) if problems.is_full() => break,
            Some(Value::Bool(false)) => nested(path, &step, |path| {
                let known = properties
                    .into_iter()
                    .flat_map(|p| p.keys())
                    .map(String::as_str);
                problems.note(
                    path.as_str(),
                    match closest(name, known.clone()) {
                        Some(meant) => format!("is unknown; did you mean `{meant}`?"),
                        None => format!(
                            "is unknown; known are: {}",
                            known.collect::<Vec<_>>().join(", ")
                        ),
                    },
                );
            }),
            // What may be left out may also be null.
            Some(_) if value.is_null() && !is_required(schema, name) => {}
            Some(schema) => nested(path, &step, |path| {
                check_at(root, schema, value, path, problems, depth + 1)
            }),
            None => {}
        }
    }
}

fn is_required(schema: &Value, name: &str) -> bool {
    schema
        .get("required")
        .and_then(Value::as_array)
        .is_some_and(|r| r.iter().any(|n| n == name))
}

/// One of several schemas must fit. Objects are told apart by their tag, so that a value is checked
/// against one choice and not, in a recursive type, against all choices at every level; the rest is
/// tried within a limit.
fn check_choice(
    root: &Value,
    choices: &[Value],
    value: &Value,
    path: &mut String,
    problems: &mut Problems,
    depth: usize,
) {
    let tagged = |choice: &&Value| {
        tag(resolve(root, choice)).is_some_and(|(name, tag)| value.get(name) == Some(tag))
    };
    if let Some(meant) = choices.iter().find(tagged) {
        return check_at(root, meant, value, path, problems, depth + 1);
    }
    let is_open = |schema: &Value| {
        tag(schema).is_none_or(|(name, _)| value.get(name).is_none() && !is_required(schema, name))
    };
    for choice in choices
        .iter()
        .filter(|choice| is_open(resolve(root, choice)))
    {
        if !problems.may_try() {
            // What can't be checked is refused.
            problems.note(
                path.as_str(),
                "fits too many of the choices in part to be checked; send a smaller value",
            );
            return;
        }
        let mut found = problems.attempt();
        check_at(root, choice, value, path, &mut found, depth + 1);
        problems.tried(&found);
        if found.is_empty() {
            return;
        }
    }
    let choices: Vec<String> = choices.iter().map(|c| expectation(root, c)).collect();
    problems.note(
        path.as_str(),
        format!("must be {}, got {}", choices.join(", or "), short(value)),
    );
}

fn check_number(root: &Value, schema: &Value, value: &Value, path: &str, problems: &mut Problems) {
    let Some(number) = value.as_f64() else { return };
    let bound = |key: &str| schema.get(key).and_then(Value::as_f64);
    let low = bound("minimum").is_some_and(|min| number < min)
        || bound("exclusiveMinimum").is_some_and(|min| number <= min);
    let high = bound("maximum").is_some_and(|max| number > max)
        || bound("exclusiveMaximum").is_some_and(|max| number >= max);
    let uneven = bound("multipleOf")
        .is_some_and(|step| step > 0.0 && ((number / step) - (number / step).round()).abs() > 1e-9);
    if low || high || uneven {
        problems.note(
            path,
            format!("must be {}, got {value}", expectation(root, schema)),
        );
    }
}

fn check_size(
    schema: &Value,
    [least, most]: [&str; 2],
    size: usize,
    unit: &str,
    path: &str,
    problems: &mut Problems,
) {
    let bound = |key: &str| schema.get(key).and_then(Value::as_u64);
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
    } else if let Some(max) = bound(most).filter(|&max| size > max) {
        problems.note(
            path,
            format!("must have at most {max} {}, got {size}", many(max)),
        );
    }
}

fn has_twins(items: &[Value]) -> bool {
    let mut seen = std::collections::HashSet::new();
    !items.iter().all(|item| seen.insert(item.to_string()))
}

/// What a schema asks for: `an integer from 1 to 14`, `one of "a", "b"`.
fn expectation(root: &Value, schema: &Value) -> String {
    let schema = resolve(root, schema);
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
        return one_of(allowed);
    }
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    let number = |key: &str| schema.get(key).filter(|v| v.is_number());
    let range = match (
        number("minimum"),
        number("maximum"),
        number("exclusiveMaximum"),
    ) {
        (Some(min), Some(max), _) => format!(" from {min} to {max}"),
        (Some(min), None, Some(max)) => format!(" from {min} to below {max}"),
        (Some(min), None, None) => format!(" of {min} or more"),
        (None, Some(max), _) => format!(" of {max} or less"),
        (None, None, Some(max)) => format!(" below {max}"),
        (None, None, None) => String::new(),
    };
    let format = schema
        .get("format")
        .and_then(Value::as_str)
        .map(|f| format!(" ({f})"))
        .unwrap_or_default();
    let words = types(schema).into_iter().map(|t| match t {
        "integer" => format!("an integer{range}"),
        "number" => format!("a number{range}"),
        "boolean" => "true or false".to_owned(),
        "string" => format!("a string{format}"),
        "array" => "an array".to_owned(),
        "object" => match tag(schema) {
            Some((name, value)) => format!("an object with `{name}`: {value}"),
            None => "an object".to_owned(),
        },
        other => other.to_owned(),
    });
    let words: Vec<String> = words.collect();
    if words.is_empty() {
        "something else".to_owned()
    } else {
        words.join(" or ")
    }
}

/// The constant property that tells one choice of an enum from the others.
fn tag(schema: &Value) -> Option<(&str, &Value)> {
    let properties = schema.get("properties")?.as_object()?;
    properties
        .iter()
        .find_map(|(name, schema)| Some((name.as_str(), schema.get("const")?)))
}

fn not_allowed(allowed: &[Value], value: &Value) -> String {
    let names = allowed.iter().filter_map(Value::as_str);
    let meant = value.as_str().and_then(|text| closest(text, names));
    let hint = meant
        .map(|meant| format!("; did you mean \"{meant}\"?"))
        .unwrap_or_default();
    format!("must be {}, got {}{hint}", one_of(allowed), short(value))
}

fn one_of(allowed: &[Value]) -> String {
    let list: Vec<String> = allowed.iter().take(MANY).map(Value::to_string).collect();
    let more = if allowed.len() > MANY {
        format!(" and {} more", allowed.len() - MANY)
    } else {
        String::new()
    };
    if let ([only], true) = (list.as_slice(), more.is_empty()) {
        only.clone()
    } else {
        format!("one of {}{more}", list.join(", "))
    }
}

fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONG) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

fn nested(path: &mut String, step: &str, f: impl FnOnce(&mut String)) {
    let length = path.len();
    path.push_str(step);
    f(path);
    path.truncate(length);
}

/// Follows a local reference, as recursive types have them.
fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let reference = schema.get("$ref").and_then(Value::as_str);
    reference
        .and_then(|r| root.pointer(r.strip_prefix('#')?))
        .unwrap_or(schema)
}

fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_type(name: &str, value: &Value) -> bool {
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

/// Whether a type's schema, as schemars writes it, says more than reading the type enforces:
/// lengths, patterns, bounds that are not an integer type's own. serde also takes `{"a":null}` for
/// a unit variant and an array for a struct, which no schema says.
pub(super) fn bears_rules(schema: &Value) -> bool {
    const RULES: [&str; 13] = [
        "enum",
        "const",
        "properties",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "uniqueItems",
        "multipleOf",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minProperties",
    ];
    let Value::Object(map) = schema else {
        return false;
    };
    // A char's own.
    let is_char = map.get("minLength") == map.get("maxLength")
        && map.get("maxLength").is_some_and(|n| *n == 1);
    let rule = |key: &str| map.contains_key(key) && !(is_char && key.ends_with("Length"));
    if RULES.iter().any(|key| rule(key)) || !has_own_bounds(map) {
        return true;
    }
    let inside = ["items", "additionalProperties"]
        .iter()
        .any(|key| map.get(*key).is_some_and(bears_rules));
    let choices = ["oneOf", "anyOf", "allOf", "prefixItems"]
        .iter()
        .filter_map(|key| map.get(*key)?.as_array())
        .flatten();
    inside || choices.into_iter().any(bears_rules)
}

/// Whether the bounds of a number are those that its type, named by the format, has anyway.
fn has_own_bounds(schema: &serde_json::Map<String, Value>) -> bool {
    let own = match schema.get("format").and_then(Value::as_str) {
        Some("uint8") => (Some(0), Some(i64::from(u8::MAX))),
        Some("uint16") => (Some(0), Some(i64::from(u16::MAX))),
        Some("int8") => (Some(i64::from(i8::MIN)), Some(i64::from(i8::MAX))),
        Some("int16") => (Some(i64::from(i16::MIN)), Some(i64::from(i16::MAX))),
        Some(format) if format.starts_with("uint") => (Some(0), None),
        _ => (None, None),
    };
    let bound = |key: &str| schema.get(key).map(|v| v.as_i64().unwrap_or(i64::MAX - 1));
    (bound("minimum"), bound("maximum")) == own
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn problems(schema: &Value, value: &Value) -> String {
        let mut found = Problems::default();
        check(schema, schema, value, &mut String::new(), &mut found);
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
            "- must be an object with `kind`: \"circle\", or an object with `kind`: \"square\", got {\"kind\":\"star\"}"
        );
    }

    #[test]
    fn only_rules_that_types_do_not_enforce_count() {
        for natural in [
            json!({ "type": "integer", "format": "uint8", "minimum": 0, "maximum": 255 }),
            json!({ "type": "integer", "format": "int64" }),
            json!({ "type": "array", "items": { "type": "string" } }),
            json!({ "type": "string", "minLength": 1, "maxLength": 1 }),
        ] {
            assert!(!bears_rules(&natural), "{natural}");
        }
        for ruled in [
            json!({ "type": "integer", "format": "int64", "minimum": 0 }),
            json!({ "type": "integer", "format": "uint32", "minimum": 0, "maximum": 255 }),
            json!({ "type": "object", "properties": { "description": { "type": "string", "maxLength": 3 } } }),
            json!({ "type": "array", "items": { "type": "string", "enum": ["a"] } }),
            json!({ "type": "array", "uniqueItems": true }),
        ] {
            assert!(bears_rules(&ruled), "{ruled}");
        }
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
