//! Descriptions of the values that a schema allows, phrased to continue a sentence.

use serde_json::Value;

use super::{Explanation, types};
use crate::schema::compiled::NumberRules;
use crate::schema::lenient::closest;
use crate::table::form_of;

/// A list of allowed values longer than this is cut.
const MANY: usize = 20;
/// So is a value that is quoted.
const LONG: usize = 60;

/// Describes the values that a schema allows: `an integer from 1 to 14`, `one of "a", "b"`.
/// `broken`: whether a bound was violated, so that all bounds are named.
pub(super) fn expectation(explanation: &Explanation<'_>, schema: &Value, broken: bool) -> String {
    let schema = explanation.resolve(schema);
    if let Some(allowed) = schema.get("enum").and_then(Value::as_array) {
        return one_of(allowed);
    }
    if let Some(constant) = schema.get("const") {
        return constant.to_string();
    }
    let range = |whole: bool| {
        let schema = schema.as_object();
        schema
            .map(|schema| NumberRules::of(schema, whole).range(broken))
            .unwrap_or_default()
    };
    let text = || match schema.get("format").and_then(Value::as_str) {
        None => "a string".to_owned(),
        Some(format) => match form_of(format) {
            Some((expected, _)) => expected.to_owned(),
            None => format!("a string ({format})"),
        },
    };
    let words = types(schema).into_iter().map(|t| match t {
        "integer" => format!("an integer{}", range(true)),
        "number" => format!("a number{}", range(false)),
        "boolean" => "true or false".to_owned(),
        "string" => text(),
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
pub(super) fn tag(schema: &Value) -> Option<(&str, &Value)> {
    let properties = schema.get("properties")?.as_object()?;
    properties
        .iter()
        .find_map(|(name, schema)| Some((name.as_str(), schema.get("const")?)))
}

pub(super) fn not_allowed(allowed: &[Value], value: &Value) -> String {
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

pub(super) fn short(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(LONG) {
        None => text,
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}
