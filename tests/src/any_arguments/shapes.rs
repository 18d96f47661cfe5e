//! A tool that takes a bit of every type, as parameters and as one struct.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

/// In no order of its own
#[mcp_type]
#[derive(PartialEq, Eq, PartialOrd, Ord)]
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

/// Other keys are its own.
#[mcp_type]
struct FlatMap {
    own: bool,
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

#[mcp_type]
struct FlatEnum {
    own: bool,
    #[serde(flatten)]
    internal: Internal,
}

#[mcp_type]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct Filled {
    first_name: String,
    #[schemars(range(min = 1))]
    how_many: u16,
    nested: Vec<Vec<i8>>,
}

#[mcp_type]
struct Pair(u8, Option<String>);

#[mcp_type]
#[serde(transparent)]
struct Wrapped(u8);

fn three() -> u8 {
    3
}

/// The same as parameters and as the fields of one struct, so that each case is read both ways.
macro_rules! both {
    ($($name:ident: $type:ty,)*) => {
        /// Take a bit of every type.
        #[mcp_tool]
        #[allow(clippy::too_many_arguments)]
        fn take(
            $($name: $type,)*
            #[mcp(range = 1..=14)] days: Option<u8>,
            #[mcp(length = 1..=3, pattern = "^[a-c]*$")] word: Option<String>,
            #[mcp(length = ..=2)] list: Option<Vec<i8>>,
            #[mcp(range = 0..=9, default = 3)] defaulted: u8,
            flag: bool,
        ) -> String {
            drop(($($name,)*));
            drop((days, word, list, defaulted, flag));
            "taken".into()
        }

        #[mcp_type]
        struct Whole {
            $($name: $type,)*
            #[schemars(range(min = 1, max = 14))]
            days: Option<u8>,
            #[schemars(length(min = 1, max = 3), regex(pattern = "^[a-c]*$"))]
            word: Option<String>,
            #[schemars(length(max = 2))]
            list: Option<Vec<i8>>,
            #[serde(default = "three")]
            #[schemars(range(max = 9))]
            defaulted: u8,
            flag: bool,
        }
    };
}

both! {
    unit: Option<Unit>,
    closed: Option<Closed>,
    ruled: Option<Ruled>,
    external: Option<Vec<External>>,
    internal: Option<Internal>,
    adjacent: Option<Adjacent>,
    untagged: Option<Untagged>,
    alike: Option<Alike>,
    flat: Option<Flat>,
    flat_map: Option<FlatMap>,
    flat_enum: Option<FlatEnum>,
    filled: Option<Filled>,
    pair: Option<Pair>,
    wrapped: Option<Wrapped>,
    map: Option<BTreeMap<String, Option<u8>>>,
    by_unit: Option<BTreeMap<Unit, u8>>,
    numbers: Option<HashMap<u8, Unit>>,
    letter: Option<char>,
    set: Option<BTreeSet<String>>,
    tuple: Option<(bool, Option<i8>)>,
    array: Option<[i16; 2]>,
    lists: Option<Vec<Vec<Option<u8>>>>,
    wide: Option<i128>,
    wider: Option<u128>,
    long: Option<u64>,
    whole: Option<i64>,
    single: Option<f32>,
    double: Option<f64>,
    moment: Option<DateTime<Utc>>,
    day: Option<NaiveDate>,
    id: Option<Uuid>,
    any: Option<Value>,
}

/// Take a bit of every type, as one struct.
#[mcp_tool]
fn take_whole(Args(whole): Args<Whole>) -> String {
    drop(whole);
    "taken".into()
}

mcp_server! { pub(super) Every { name: "every", version: "1.0.0", tools: [take, take_whole] } }

/// Fields and keys that may be left out but are never null: those that have a default and no
/// `Option`, and those of a map by names.
pub(super) const NEVER_NULL: [&str; 9] = [
    "children",
    "left_out",
    "firstName",
    "howMany",
    "nested",
    "defaulted",
    "Celsius",
    "Kelvin",
    "Fahrenheit",
];

/// The parameter among them, of which null says the same as nothing.
pub(super) const NULL_IS_LEFT_OUT: &str = "defaulted";

/// Right arguments, of which a few are made wrong.
pub(super) fn good() -> Value {
    let closed = json!({ "name": "n", "children": [{ "name": "m" }] });
    let ruled =
        json!({ "code": "abc", "small": 3, "share": 0.5, "word": "abc", "list": [1, null] });
    let leaf = json!({ "kind": "leaf", "value": -7 });
    let new = [json!({ "New": "Kelvin" }), json!({ "Pair": [1, "b"] })];
    let mut good = json!({
        "unit": "Celsius", "closed": closed, "ruled": ruled,
        "external": ["Nothing", new[0], new[1], { "Named": { "x": 1.5 } }],
        "internal": { "kind": "branch", "left": leaf, "unit": "Kelvin" },
        "adjacent": { "t": "Ruled", "c": ruled }, "untagged": closed, "alike": { "a": 1 },
        "flat": { "own": true, "inner": 2 }, "map": { "a": 1, "b": null },
        "numbers": { "1": "Kelvin" }, "letter": "x", "set": ["a", "b"], "tuple": [true, -1],
        "any": { "a": [1, { "b": null }] }, "days": 7, "word": "abc", "list": [1],
    });
    let more = json!({
        "flat_map": { "own": true, "other": 7 }, "flat_enum": { "own": true, "kind": "empty" },
        "filled": { "firstName": "ada", "howMany": 2, "nested": [[1], []] },
        "pair": [1, "b"], "wrapped": 5, "by_unit": { "Kelvin": 1 }, "array": [1, 2],
        "lists": [[1, null], []], "wide": -7, "wider": 7, "long": 7, "whole": -7,
        "single": 1.5, "double": 1.5, "moment": "2026-07-28T12:00:00Z", "day": "2026-07-28",
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "defaulted": 4, "flag": true,
    });
    if let (Value::Object(good), Value::Object(more)) = (&mut good, more) {
        good.extend(more);
    }
    good
}
