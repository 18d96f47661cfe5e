//! Every ordinary type as an argument: what its schema says, what is read, and what is said of what
//! isn't.

mod copies;
mod defaults;
mod mistakes;
mod schemas;
mod strict;
mod written;

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use mcp_tests::client::Ask;

/// How warm
#[mcp_type]
#[derive(Debug)]
#[serde(rename_all = "lowercase")]
enum Unit {
    /// As in most of the world
    Celsius,
    /// As in a few places
    Fahrenheit,
}

#[mcp_type]
#[derive(Debug)]
#[serde(tag = "kind", rename_all = "lowercase")]
enum Shape {
    Circle { radius: f64 },
    Square { side: f64 },
}

#[mcp_type]
#[derive(Debug)]
struct Address {
    /// Street and number
    street: String,
    #[schemars(length(equal = 5))]
    zip: String,
    unit: Option<Unit>,
}

#[mcp_type]
#[derive(Debug)]
#[serde(deny_unknown_fields)]
struct Tree {
    name: String,
    #[serde(default)]
    children: Vec<Tree>,
}

#[mcp_type]
#[derive(Debug)]
#[serde(transparent)]
struct Sku(String);

type Maybe<T> = Option<T>;

/// Take whole numbers.
#[mcp_tool]
#[allow(clippy::many_single_char_names, clippy::too_many_arguments)]
fn integers(
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
) -> String {
    format!("{a} {b} {c} {d} {e} {f} {g} {h} {i} {j}")
}

/// Take the rest of the simple ones.
#[mcp_tool]
fn simple(
    text: String,
    yes: bool,
    x: f32,
    y: f64,
    letter: char,
    maybe: Maybe<i32>,
    sku: Option<Sku>,
) -> String {
    format!("{text} {yes} {x} {y} {letter} {maybe:?} {sku:?}")
}

/// Take collections.
#[mcp_tool]
fn collections(
    list: Vec<String>,
    map: BTreeMap<String, u8>,
    hash: HashMap<String, bool>,
    set: HashSet<u8>,
    pair: (u8, String),
    three: [u8; 3],
) -> String {
    format!("{list:?} {map:?} {hash:?} {} {pair:?} {three:?}", set.len())
}

/// Take types of one's own.
#[mcp_tool]
fn own(unit: Unit, shape: Shape, address: Address, tree: Option<Tree>) -> String {
    format!("{unit:?} {shape:?} {address:?} {tree:?}")
}

/// Take what other crates make.
#[mcp_tool]
fn foreign(
    day: chrono::NaiveDate,
    at: chrono::DateTime<chrono::Utc>,
    id: uuid::Uuid,
    link: url::Url,
    anything: Option<Value>,
) -> String {
    format!("{day} {} {id} {link} {anything:?}", at.timestamp())
}

#[mcp_type]
#[derive(Debug)]
struct Search {
    /// Words to look for
    query: String,
    /// Most results to return
    #[schemars(range(min = 1, max = 50))]
    limit: Option<u32>,
}

/// Search.
#[mcp_tool]
fn search(Args(search): Args<Search>) -> String {
    format!("{search:?}")
}

/// Take what has rules.
#[mcp_tool]
#[allow(clippy::too_many_arguments)]
fn ruled(
    /// Days ahead
    #[mcp(range = 1..=14, default = 3)]
    days: u8,
    #[mcp(range = ..0.5)] share: Option<f64>,
    #[mcp(length = 2..=4)] code: String,
    #[mcp(length = ..=2)] tags: Option<Vec<String>>,
    #[mcp(pattern = "^[a-z]+$")] word: Option<String>,
    #[mcp(format = "email")] mail: Option<String>,
    #[mcp(default = Unit::Celsius)] unit: Unit,
    #[mcp(default = "en")] language: String,
) -> String {
    format!("{days} {share:?} {code} {tags:?} {word:?} {mail:?} {unit:?} {language}")
}

/// Take nothing.
#[mcp_tool]
fn nothing() -> &'static str {
    "nothing"
}

mcp_server! {
    Types { name: "types", version: "1.0.0", tools: [integers, simple, collections, own, foreign, search, ruled, nothing] }
}

fn router() -> Router {
    Types::new().into_router()
}

async fn call(name: &str, arguments: Value) -> mcp_tests::client::Reply {
    Ask::tool(name, arguments).send(&router()).await
}

#[tokio::test]
async fn every_ordinary_type_is_read() {
    let integers = json!({ "a": -1, "b": -2, "c": -3, "d": -4, "e": 5, "f": 6, "g": 7, "h": 18_446_744_073_709_551_615_u64, "i": -9, "j": 10 });
    assert_eq!(
        call("integers", integers).await.ok_text(),
        "-1 -2 -3 -4 5 6 7 18446744073709551615 -9 10"
    );
    let simple =
        json!({ "text": "a\"ü", "yes": true, "x": 1.5, "y": 2, "letter": "ß", "sku": "s1" });
    assert_eq!(
        call("simple", simple).await.ok_text(),
        "a\"ü true 1.5 2 ß None Some(Sku(\"s1\"))"
    );
    let collections = json!({ "list": ["a"], "map": { "k": 1 }, "hash": { "h": true }, "set": [1, 2], "pair": [1, "x"], "three": [1, 2, 3] });
    assert_eq!(
        call("collections", collections).await.ok_text(),
        r#"["a"] {"k": 1} {"h": true} 2 (1, "x") [1, 2, 3]"#
    );
    let own = json!({
        "unit": "celsius", "shape": { "kind": "circle", "radius": 1 }, "address": { "street": "Main 1", "zip": "12345" },
        "tree": { "name": "a", "children": [{ "name": "b" }] },
    });
    let text = call("own", own).await.ok_text();
    assert!(
        text.starts_with("Celsius Circle { radius: 1.0 } Address") && text.contains("name: \"b\""),
        "{text}"
    );
    let foreign = json!({
        "day": "2026-07-28", "at": "2026-07-28T00:00:00Z", "id": "123e4567-e89b-12d3-a456-426614174000", "link": "https://example.com", "anything": [1],
    });
    let text = call("foreign", foreign).await.ok_text();
    assert_eq!(
        text,
        "2026-07-28 1785196800 123e4567-e89b-12d3-a456-426614174000 https://example.com/ Some(Array [Number(1)])"
    );
    assert_eq!(
        call("search", json!({ "query": "x", "limit": 3 }))
            .await
            .ok_text(),
        r#"Search { query: "x", limit: Some(3) }"#
    );
    let ruled = call(
        "ruled",
        json!({ "code": "abc", "tags": ["a"], "word": "w", "mail": "a@b.c" }),
    )
    .await
    .ok_text();
    assert_eq!(
        ruled,
        r#"3 None abc Some(["a"]) Some("w") Some("a@b.c") Celsius en"#
    );
    assert_eq!(call("nothing", json!({})).await.ok_text(), "nothing");
    let mut none = Ask::tool("nothing", json!({}));
    none.body["params"]
        .as_object_mut()
        .unwrap()
        .remove("arguments");
    assert_eq!(
        none.send(&router()).await.ok_text(),
        "nothing",
        "arguments may be left out"
    );
}

#[tokio::test]
async fn whole_floats_are_integers_and_null_is_left_out() {
    let text = call(
        "ruled",
        json!({ "code": "abc", "days": 14.0, "tags": null, "language": null, "unit": null }),
    )
    .await
    .ok_text();
    assert_eq!(text, "14 None abc None None None Celsius en");
    assert_eq!(
        call("search", json!({ "query": "x", "limit": 5e0 }))
            .await
            .ok_text(),
        r#"Search { query: "x", limit: Some(5) }"#
    );
}
