//! Whatever arguments a client sends, a tool takes them if, and only if, its published schema does:
//! one server, whose tool takes a bit of every type, is held against a JSON Schema validator that
//! knows nothing of it. The property tests try some hundreds of arguments, the fuzz target as many
//! as one likes.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use jsonschema::Validator;
use mcp_runtime::prelude::*;
use serde_json::{Map, Value, json};
use tokio::sync::OnceCell;

use crate::client::{Ask, Reply};

/// In no order of its own
#[mcp_type]
enum Unit {
    /// Documented
    Celsius,
    Kelvin,
    #[serde(alias = "f")]
    Fahrenheit,
}

#[mcp_type]
#[serde(deny_unknown_fields)]
struct Closed {
    #[serde(alias = "id")]
    name: String,
    #[serde(default)]
    children: Vec<Closed>,
}

#[mcp_type]
struct Ruled {
    #[schemars(length(min = 2, max = 4))]
    code: String,
    #[schemars(range(min = -5, max = 5))]
    small: i64,
    #[schemars(range(min = 0.5))]
    share: Option<f32>,
    #[schemars(regex(pattern = "^[a-c]+$"))]
    word: Option<String>,
    #[schemars(length(max = 2))]
    list: Vec<Option<u8>>,
    #[serde(default)]
    left_out: bool,
}

#[mcp_type]
enum External {
    Nothing,
    Other,
    New(Unit),
    Pair(u8, String),
    Named { x: f64, y: Option<f64> },
}

#[mcp_type]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Internal {
    Leaf {
        value: i16,
    },
    Branch {
        left: Box<Internal>,
        unit: Option<Unit>,
    },
    Empty,
}

#[mcp_type]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Text(String),
    Count(u32),
    Ruled(Ruled),
}

#[mcp_type]
#[serde(untagged)]
enum Untagged {
    Number(u8),
    Text(Unit),
    Object(Closed),
    List(Vec<bool>),
}

#[mcp_type]
#[serde(untagged)]
enum Alike {
    First { a: u8 },
    Second { a: String, b: bool },
}

#[mcp_type]
struct Flat {
    own: bool,
    #[serde(flatten)]
    ruled: Inner,
}

#[mcp_type]
struct Inner {
    #[schemars(range(max = 3))]
    inner: u8,
}

/// Take a bit of every type.
#[mcp_tool]
#[allow(clippy::too_many_arguments)]
fn take(
    unit: Option<Unit>,
    closed: Option<Closed>,
    ruled: Option<Ruled>,
    external: Option<Vec<External>>,
    internal: Option<Internal>,
    adjacent: Option<Adjacent>,
    untagged: Option<Untagged>,
    alike: Option<Alike>,
    flat: Option<Flat>,
    map: Option<BTreeMap<String, Option<u8>>>,
    numbers: Option<HashMap<u8, Unit>>,
    letter: Option<char>,
    set: Option<std::collections::BTreeSet<String>>,
    tuple: Option<(bool, Option<i8>)>,
    any: Option<Value>,
    #[mcp(range = 1..=14)] days: Option<u8>,
    #[mcp(length = 1..=3, pattern = "^[a-c]*$")] word: Option<String>,
    #[mcp(length = ..=2)] list: Option<Vec<i8>>,
) -> String {
    drop((
        unit, closed, ruled, external, internal, adjacent, untagged, alike, flat,
    ));
    drop((map, numbers, letter, set, tuple, any, days, word, list));
    "taken".into()
}

mcp_server! { Every { name: "every", version: "1.0.0", tools: [take] } }

static ROUTER: LazyLock<Router> = LazyLock::new(|| Every::new().into_router());

/// The published schema, and what validates by it.
static PUBLISHED: OnceCell<(Value, Validator)> = OnceCell::const_new();

async fn published() -> &'static (Value, Validator) {
    let publish = || async {
        let list = Ask::new("tools/list", json!({})).send(&ROUTER).await;
        let schema = list.result()["tools"][0]["inputSchema"].clone();
        let validator = jsonschema::draft202012::new(&schema).expect("a schema");
        (schema, validator)
    };
    PUBLISHED.get_or_init(publish).await
}

/// Right arguments, of which a few are made wrong.
fn good() -> Value {
    let closed = json!({ "name": "n", "children": [{ "name": "m" }] });
    let ruled =
        json!({ "code": "abc", "small": 3, "share": 0.5, "word": "abc", "list": [1, null] });
    let leaf = json!({ "kind": "leaf", "value": -7 });
    json!({
        "unit": "Celsius", "closed": closed, "ruled": ruled,
        "external": ["Nothing", { "New": "Kelvin" }, { "Pair": [1, "b"] }, { "Named": { "x": 1.5 } }],
        "internal": { "kind": "branch", "left": leaf, "unit": "Kelvin" },
        "adjacent": { "t": "Ruled", "c": ruled }, "untagged": closed, "alike": { "a": 1 },
        "flat": { "own": true, "inner": 2 }, "map": { "a": 1, "b": null }, "numbers": { "1": "Kelvin" },
        "letter": "x", "set": ["a", "b"], "tuple": [true, -1], "any": { "a": [1, { "b": null }] },
        "days": 7, "word": "abc", "list": [1],
    })
}

/// Arguments as a row of bytes has it: each two of them change something somewhere.
#[must_use]
pub fn arguments(bytes: &[u8]) -> Value {
    let mut value = good();
    for pair in bytes.chunks_exact(3) {
        change(&mut value, pair[0], pair[1], pair[2]);
    }
    value
}

/// Changes what stands at one of the places in a value.
fn change(value: &mut Value, place: u8, how: u8, what: u8) {
    let mut count = 0;
    let places = count_places(value);
    if let Some(at) = place_at(value, usize::from(place) % places, &mut count) {
        match (how % 6, &mut *at) {
            (0, Value::Object(entries)) => {
                let key = entries
                    .keys()
                    .nth(usize::from(what) % entries.len().max(1))
                    .cloned();
                key.and_then(|key| entries.remove(&key));
            }
            (1, Value::Object(entries)) => {
                entries.insert(key(what), other(what.wrapping_mul(7)));
            }
            (2, Value::Object(entries)) => {
                // The tag comes last.
                let mut turned: Vec<_> = std::mem::take(entries).into_iter().collect();
                turned.reverse();
                *entries = turned.into_iter().collect();
            }
            (1 | 2, Value::Array(items)) => items.push(other(what)),
            (3, Value::Array(items)) => items.extend(items.clone()),
            (4, at) => *at = json!([at.take()]),
            (_, at) => *at = other(what),
        }
    }
}

fn key(what: u8) -> String {
    let keys = [
        "name", "id", "kind", "t", "c", "a", "b", "left", "x", "own", "inner", "1", "256", "-1",
        "01", "New", "code", "f",
    ];
    keys[usize::from(what) % keys.len()].to_owned()
}

fn other(what: u8) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(3),
        json!(-5),
        json!(14),
        json!(200),
        json!(-200),
        json!(1.0),
        json!(-0.0),
        json!(0.5),
        json!(2.5),
        json!(""),
        json!("a"),
        json!("ab"),
        json!("abcd"),
        json!("ü"),
        json!("Celsius"),
        json!("Kelvin"),
        json!("f"),
        json!("Nothing"),
        json!("leaf"),
        json!("branch"),
        json!("empty"),
        json!("Text"),
        json!([]),
        json!([true]),
        json!([1, "b"]),
        json!(["a", "a"]),
        json!({}),
        json!({ "Nothing": null }),
        json!({ "New": "f" }),
        json!({ "Named": { "x": 1, "y": null } }),
        json!({ "Named": [1, 2] }),
        json!({ "kind": "empty" }),
        json!({ "kind": "leaf", "value": 1 }),
        json!({ "value": 1, "kind": "leaf" }),
        json!({ "t": "Nothing" }),
        json!({ "t": "Count", "c": 7 }),
        json!({ "c": "x", "t": "Text" }),
        json!({ "name": "x" }),
        json!({ "id": "x" }),
        json!(["x", []]),
        json!({ "a": "x", "b": true }),
        json!({ "a": 1, "b": 2 }),
        json!({ "0": "Kelvin", "255": "Celsius" }),
        json!({ "256": "Kelvin" }),
        json!({ "": 1 }),
        json!("5"),
        json!(65536),
        json!(-32769),
        json!("x".repeat(5000)),
    ];
    values[usize::from(what) % values.len()].clone()
}

fn count_places(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count_places).sum(),
        Value::Object(entries) => entries.values().map(count_places).sum(),
        _ => 0,
    }
}

fn place_at<'v>(value: &'v mut Value, wanted: usize, count: &mut usize) -> Option<&'v mut Value> {
    if *count == wanted {
        return Some(value);
    }
    *count += 1;
    let children: Vec<&mut Value> = match value {
        Value::Array(items) => items.iter_mut().collect(),
        Value::Object(entries) => entries.values_mut().collect(),
        _ => Vec::new(),
    };
    children
        .into_iter()
        .find_map(|child| place_at(child, wanted, count))
}

/// Leaves out what is null and may be left out, which no schema says: a tool takes it.
fn without_nulls(root: &Value, schemas: &[&Value], value: &mut Value) {
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
                without_nulls(root, &children, item);
            }
        }
        Value::Object(entries) => {
            let may_be_left_out = |name: &str| {
                all.iter().any(|schema| {
                    let required = schema["required"].as_array();
                    let is_required = required.is_some_and(|r| r.iter().any(|n| n == name));
                    schema["properties"].get(name).is_some() && !is_required
                })
            };
            // Whether it is read so is the type's to say.
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
                without_nulls(root, &children, value);
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

/// Calls the tool with these arguments, and holds the answer against the schema.
///
/// # Panics
///
/// When one takes what the other refuses.
pub async fn check(arguments: &Value) {
    let sending = Ask::tool("take", arguments.clone());
    let reply = tokio::time::timeout(
        Duration::from_secs(10),
        Reply::to(&ROUTER, sending.request()),
    );
    let reply = reply.await.expect("an answer within 10 s");
    let (schema, validator) = published().await;
    let mut plain = arguments.clone();
    whole_numbers(&mut plain);
    let with_nulls = plain.clone();
    without_nulls(schema, &[schema], &mut plain);
    let errors: Vec<String> = validator
        .iter_errors(&plain)
        .map(|e| e.to_string())
        .collect();
    if !arguments.is_object() {
        assert_eq!(reply.refusal().1, -32602, "{arguments}");
        return;
    }
    let (text, is_error) = reply.text();
    // serde reads `null` for an `Option` alone, and a schema can't say which of those that may be
    // left out is one.
    if is_error && plain != with_nulls {
        return;
    }
    assert_eq!(
        is_error,
        !errors.is_empty(),
        "{arguments}\nanswer: {text}\nschema: {errors:?}"
    );
}
