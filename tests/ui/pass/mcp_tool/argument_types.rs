//! Every kind of argument.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use mcp_runtime::prelude::*;

#[mcp_type]
struct Address {
    /// Street and number
    street: String,
    town: Option<Town>,
}

#[mcp_type]
struct Town {
    name: String,
    postal_code: u32,
}

#[mcp_type]
#[derive(Clone, Copy)]
#[serde(rename_all = "snake_case")]
enum Unit {
    Celsius,
    Fahrenheit,
}

#[mcp_type]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

/// Take texts and numbers.
#[mcp_tool]
fn primitives(
    text: String,
    boxed: Box<str>,
    letter: char,
    yes: bool,
    a: i8,
    b: i16,
    c: i32,
    d: i64,
    e: u8,
    f: u16,
    g: u32,
    h: u64,
    i: isize,
    j: usize,
    x: f32,
    y: f64,
) {
    let _ = (text, boxed, letter, yes, (a, b, c, d), (e, f, g, h), (i, j), (x, y));
}

/// Take lists and maps.
#[mcp_tool]
fn collections(
    #[mcp(length = 1..=10)] list: Vec<String>,
    set: BTreeSet<u32>,
    hashed: HashSet<String>,
    map: BTreeMap<String, i64>,
    table: HashMap<String, Vec<f64>>,
    pair: (String, u8),
    nested: Vec<Option<Vec<Unit>>>,
) {
    let _ = (list, set, hashed, map, table, pair, nested);
}

/// Take structs and enums.
#[mcp_tool]
fn structures(address: Address, #[mcp(default = Unit::Celsius)] unit: Unit, shape: Shape, shapes: Option<Vec<Shape>>) {
    let _ = (address, unit, shape, shapes);
}

/// Take times, ids and URLs.
#[mcp_tool]
fn others(
    day: chrono::NaiveDate,
    at: chrono::DateTime<chrono::Utc>,
    id: uuid::Uuid,
    page: url::Url,
    maybe: Option<uuid::Uuid>,
    json: serde_json::Value,
) {
    let _ = (day, at, id, page, maybe, json);
}

mcp_server! { Taker { name: "taker", version: "1.0.0", tools: [primitives, collections, structures, others] } }

pub(crate) fn main() {
    let _server = Taker::new();
}
