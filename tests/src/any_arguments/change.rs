//! Right arguments, and what is changed in them.

use serde_json::{Value, json};

use super::raw;
use super::shapes::good;

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
        "name",
        "id",
        "kind",
        "t",
        "c",
        "a",
        "b",
        "left",
        "x",
        "own",
        "inner",
        "1",
        "256",
        "-1",
        "01",
        "New",
        "code",
        "f",
        "Celsius",
        "Fahrenheit",
        "firstName",
        "howMany",
        "word",
        "wide",
    ];
    let (key, how) = (
        usize::from(what) % keys.len(),
        usize::from(what) / keys.len(),
    );
    // One in a few is written another way, or once more.
    raw::key(keys[key], how)
}

fn other(what: u8) -> Value {
    if let Some(raw) = raw::value(what) {
        return raw;
    }
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
        json!(u64::MAX),
        json!(i64::MIN),
        json!(9_007_199_254_740_993_u64),
        json!("2026-07-28"),
        json!("2026-07-28T12:00:00+02:00"),
        json!("2026-02-30"),
        json!("67e5504410b1426f9247bb680e5fe0c8"),
        json!({ "own": true, "kind": "leaf", "value": 3 }),
        json!({ "own": true, "a": 1, "b": 300 }),
        json!({ "firstName": null }),
        json!([[1, null], [300]]),
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
