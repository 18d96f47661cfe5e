//! Whatever arguments a client sends, a tool takes them if, and only if, its published schema does:
//! one server, whose tools take a bit of every type, is held against a JSON Schema validator that
//! knows nothing of it. The property tests try some hundreds of arguments, the fuzz target as many
//! as one likes.

mod change;
mod raw;
mod shapes;

use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use self::shapes::{Every, NEVER_NULL, NULL_IS_LEFT_OUT};
use crate::client::{Ask, Reply};

pub use self::change::arguments;

static ROUTER: LazyLock<Router> = LazyLock::new(|| Every::new().into_router());

/// A tool's published schema, and two validators of it.
struct Published {
    tool: &'static str,
    schema: Value,
    /// Takes any text for a `format`, as the specification has it.
    loose: Validator,
    strict: Validator,
}

static PUBLISHED: OnceCell<[Published; 2]> = OnceCell::const_new();

async fn published() -> &'static [Published; 2] {
    let publish = || async {
        let list = Ask::new("tools/list", json!({})).send(&ROUTER).await;
        let list = list.result();
        ["take", "take_whole"].map(|tool| {
            let tools = list["tools"].as_array().expect("a list");
            let found = tools.iter().find(|listed| listed["name"] == tool);
            let schema = found.expect("the tool")["inputSchema"].clone();
            let draft = jsonschema::draft202012::options();
            let loose = draft.clone().should_validate_formats(false);
            let strict = draft.should_validate_formats(true);
            Published {
                tool,
                loose: loose.build(&schema).expect("a schema"),
                strict: strict.build(&schema).expect("a schema"),
                schema,
            }
        })
    };
    PUBLISHED.get_or_init(publish).await
}

/// Leaves out what is null and may be left out, which no schema says: a tool takes it.
fn without_nulls(root: &Value, schemas: &[&Value], value: &mut Value, never: &[&str]) {
    let mut all: Vec<&Value> = Vec::new();
    let mut open: Vec<&Value> = schemas.to_vec();
    while let Some(schema) = open.pop() {
        if let Some(target) = schema["$ref"]
            .as_str()
            .and_then(|r| root.pointer(r.strip_prefix('#')?))
        {
            open.push(target);
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            open.extend(schema[key].as_array().into_iter().flatten());
        }
        all.push(schema);
    }
    match value {
        Value::Array(items) => {
            for (i, item) in items.iter_mut().enumerate() {
                let children: Vec<&Value> = all
                    .iter()
                    .flat_map(|s| [&s["items"], &s["prefixItems"][i]])
                    .collect();
                without_nulls(root, &children, item, never);
            }
        }
        Value::Object(entries) => {
            let may_be_left_out = |name: &str| {
                !never.contains(&name)
                    && all.iter().any(|schema| {
                        let required = schema["required"].as_array();
                        let is_required = required.is_some_and(|r| r.iter().any(|n| n == name));
                        schema["properties"].get(name).is_some() && !is_required
                    })
            };
            let kept: Map<String, Value> = std::mem::take(entries)
                .into_iter()
                .filter(|(name, value)| !(value.is_null() && may_be_left_out(name)))
                .collect();
            *entries = kept;
            for (name, value) in entries.iter_mut() {
                let children: Vec<&Value> = all
                    .iter()
                    .flat_map(|s| [&s["properties"][name], &s["additionalProperties"]])
                    .collect();
                without_nulls(root, &children, value, never);
            }
        }
        _ => {}
    }
}

/// Writes 1.0 as 1, which JSON Schema says is the same.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) if number.is_f64() => {
            #[allow(clippy::cast_possible_truncation)]
            if let Some(whole) = number
                .as_f64()
                .filter(|n| n.fract() == 0.0 && n.abs() < 1e9)
            {
                *value = json!(whole as i64);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(entries) => entries.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// Whether a number is in it that an `i64` can't hold.
fn has_giant(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_none_or(|n| n.abs() >= 2_f64.powi(63)),
        Value::Array(items) => items.iter().any(has_giant),
        Value::Object(entries) => entries.values().any(has_giant),
        _ => false,
    }
}

/// Calls both tools with these arguments, and holds the answers against the schemas.
///
/// # Panics
///
/// When one takes what the other refuses.
pub async fn check(arguments: &Value) {
    let text = raw::written(arguments);
    for published in published().await {
        check_one(published, &text).await;
    }
}

/// Stands for the arguments in a message, until their text takes its place.
const PLACE: &str = "the arguments";

async fn check_one(published: &Published, text: &str) {
    let Published {
        tool,
        schema,
        loose,
        strict,
    } = published;
    let ask = Ask::tool(tool, json!(PLACE));
    let body = ask.body.to_string();
    let body = body.replace(&json!(PLACE).to_string(), text);
    let replying = Reply::to(&ROUTER, ask.request_of(body));
    let reply = tokio::time::timeout(Duration::from_secs(10), replying).await;
    let reply = reply.expect("an answer within 10 s");
    let Some(mut plain) = raw::read(text) else {
        let last = reply.messages().pop().expect("an answer");
        let is_refused = last.get("error").is_some() || last["result"]["isError"] == true;
        assert!(is_refused, "{tool} takes what is no JSON: {text}");
        return;
    };
    if plain.is_null() {
        // As if they were left out.
        plain = json!({});
    }
    if !plain.is_object() {
        assert_eq!(reply.refusal().1, -32602, "{text}");
        return;
    }
    whole_numbers(&mut plain);
    // The default of a parameter takes the place of a null; a field's only that of nothing.
    let is_field = |name: &&&str| *tool == "take_whole" || **name != NULL_IS_LEFT_OUT;
    let never: Vec<&str> = NEVER_NULL.iter().filter(is_field).copied().collect();
    without_nulls(schema, &[schema], &mut plain, &never);
    let (answer, is_error) = reply.text();
    let errors: Vec<String> = loose.iter_errors(&plain).map(|e| e.to_string()).collect();
    assert!(
        is_error || errors.is_empty(),
        "{tool} takes what its schema refuses: {text}\nschema: {errors:?}"
    );
    // The widths of large numbers stand in formats that only their types know.
    assert!(
        !is_error || has_giant(&plain) || !strict.is_valid(&plain),
        "{tool} refuses what its schema takes: {text}\nanswer: {answer}"
    );
}
