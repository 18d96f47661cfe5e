//! Every ordinary type as an argument: what its schema says, what is read, and what is said of what
//! isn't.

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

async fn schema(name: &str) -> Value {
    let list = Ask::new("tools/list", json!({}))
        .send(&router())
        .await
        .result();
    let tool = list["tools"]
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["name"] == name)
        .unwrap();
    tool["inputSchema"].clone()
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

#[tokio::test]
async fn schemas_are_plain_closed_objects() {
    for tool in [
        "integers",
        "simple",
        "collections",
        "own",
        "foreign",
        "search",
        "ruled",
        "nothing",
    ] {
        let schema = schema(tool).await;
        assert_eq!(
            (&schema["type"], &schema["additionalProperties"]),
            (&json!("object"), &json!(false)),
            "{tool}"
        );
        for keyword in ["oneOf", "anyOf", "allOf", "not", "$ref", "$schema", "title"] {
            assert!(schema.get(keyword).is_none(), "{tool} has {keyword}");
        }
    }
    let own = schema("own").await;
    assert_eq!(
        own["properties"]["unit"],
        json!({ "type": "string", "description": "How warm\n- `celsius`: As in most of the world\n- `fahrenheit`: As in a few places", "enum": ["celsius", "fahrenheit"] })
    );
    assert_eq!(own["required"], json!(["unit", "shape", "address"]));
    let address = &own["properties"]["address"];
    assert_eq!(address["required"], json!(["street", "zip"]));
    assert!(
        address.get("additionalProperties").is_none(),
        "it isn't closed, since unknown keys are passed over when it is read"
    );
    assert_eq!(
        address["properties"]["unit"]["type"], "string",
        "inlined, and without null"
    );
    assert_eq!(
        own["properties"]["tree"]["properties"]["children"]["items"]["$ref"], "#/$defs/Tree",
        "only recursion is a reference"
    );
    assert_eq!(
        own["$defs"]["Tree"]["additionalProperties"], false,
        "closed, since it denies unknown fields"
    );
    let integers = schema("integers").await;
    assert_eq!(
        integers["properties"]["e"],
        json!({ "type": "integer", "minimum": 0, "maximum": 255 })
    );
    assert_eq!(integers["properties"]["d"], json!({ "type": "integer" }));
    assert_eq!(
        schema("foreign").await["properties"]["at"],
        json!({ "type": "string", "format": "date-time" })
    );
    assert_eq!(
        schema("nothing").await,
        json!({ "type": "object", "properties": {}, "additionalProperties": false })
    );
    let ruled = schema("ruled").await;
    assert_eq!(ruled["required"], json!(["code"]));
    assert_eq!(ruled["properties"]["unit"]["default"], "celsius");
    assert_eq!(
        ruled["properties"]["tags"],
        json!({ "type": "array", "items": { "type": "string" }, "maxItems": 2 })
    );
}

#[tokio::test]
async fn every_mistake_is_named_at_once() {
    let text = call("ruled", json!({
        "days": 99, "share": 0.5, "code": "x", "tags": ["a", "b", "c"], "word": "A", "mail": "nobody", "unit": "celcius", "langauge": "de",
    })).await.error_text();
    let expected = [
        "The arguments of `ruled` are not right. Mend them and call it again:",
        "- `days` must be an integer from 1 to 14, got 99",
        "- `share` must be a number below 0.5, got 0.5",
        "- `code` must have at least 2 characters, got 1",
        "- `tags` must have at most 2 items, got 3",
        "- `word` must match the pattern `^[a-z]+$`",
        "- `mail` must be an e-mail address such as ada@example.com",
        "- `unit` must be one of \"celsius\", \"fahrenheit\", got \"celcius\"; did you mean \"celsius\"?",
        "- `langauge` is not an argument of this tool; did you mean `language`?",
    ];
    assert_eq!(text, expected.join("\n"));
    assert_eq!(
        call("ruled", json!({ "days": "three" })).await.error_text(),
        "The arguments of `ruled` are not right. Mend them and call it again:\n\
         - `days` must be an integer from 1 to 14, got \"three\"\n\
         - `code` is required"
    );
    assert!(
        call("nothing", json!({ "x": 1 }))
            .await
            .error_text()
            .contains("takes none")
    );
}

#[tokio::test]
async fn a_mistake_inside_is_named_by_its_path() {
    let text = call("own", json!({
        "unit": 7, "shape": { "kind": "circle" }, "address": { "street": 1, "zip": "123", "unit": "kelvin" }, "tree": { "name": "a", "children": [{}] },
    })).await.error_text();
    for line in [
        "- `unit` must be one of \"celsius\", \"fahrenheit\", got 7",
        "- `shape.radius` is required",
        "- `address.street` must be a string, got 1",
        "- `address.zip` must have at least 5 characters, got 3",
        "- `address.unit` must be one of \"celsius\", \"fahrenheit\", got \"kelvin\"",
        "- `tree.children[0].name` is required",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[tokio::test]
async fn rules_that_only_the_schema_knows_are_enforced_too() {
    let own = |zip: &str| json!({ "unit": "celsius", "shape": { "kind": "square", "side": 1 }, "address": { "street": "x", "zip": zip } });
    assert!(
        call("own", own("1234"))
            .await
            .error_text()
            .contains("`address.zip` must have at least 5 characters, got 4")
    );
    call("own", own("12345")).await.ok_text();
    assert!(
        call("search", json!({ "query": "x", "limit": 51 }))
            .await
            .error_text()
            .contains("`limit` must be an integer from 1 to 50, got 51")
    );
}

#[tokio::test]
async fn the_arguments_of_a_struct_are_closed_as_their_schema_says() {
    assert!(
        call("search", json!({ "query": "x", "limt": 5 }))
            .await
            .error_text()
            .contains("did you mean `limit`?")
    );
    assert!(
        call("search", json!({}))
            .await
            .error_text()
            .contains("`query` is required: Words to look for")
    );
}

#[tokio::test]
async fn an_argument_given_twice_is_refused() {
    for name in ["ruled", "search"] {
        let ask = Ask::tool(name, json!({ "code": "abc", "query": "x" }));
        let body = ask
            .body
            .to_string()
            .replace(r#""query":"x""#, r#""query":"x","code":"abc","query":"y""#);
        let reply = mcp_tests::client::Reply::to(&router(), ask.request_of(body)).await;
        assert_eq!(reply.refusal().1, -32602, "{name}");
    }
}

/// Take whole numbers of every size.
#[mcp_tool]
fn whole(
    wide: Option<i128>,
    wider: Option<u128>,
    long: Option<u64>,
    short: Option<u8>,
    single: Option<f32>,
    #[mcp(default = 0.1)] tenth: f32,
) -> String {
    format!("{wide:?} {wider:?} {long:?} {short:?} {single:?} {tenth}")
}

mcp_server! { Whole { name: "whole", version: "1.0.0", tools: [whole, own, collections] } }

/// A call with arguments as they are written, which `json!` might write otherwise.
async fn written(name: &str, arguments: &str) -> mcp_tests::client::Reply {
    let ask = Ask::tool(name, json!("ARGUMENTS"));
    let body = ask.body.to_string().replace("\"ARGUMENTS\"", arguments);
    mcp_tests::client::Reply::to(&Whole::new().into_router(), ask.request_of(body)).await
}

#[tokio::test]
async fn a_number_is_read_by_all_of_its_digits() {
    for (argument, read) in [
        (
            r#""wide":1e21"#,
            "Some(1000000000000000000000) None None None None 0.1",
        ),
        (r#""wide":0.5e1"#, "Some(5) None None None None 0.1"),
        (
            r#""wide":-12345678901234567890.0"#,
            "Some(-12345678901234567890) None None None None 0.1",
        ),
        (r#""wider":0.5e1"#, "None Some(5) None None None 0.1"),
        (
            r#""wider":1e21"#,
            "None Some(1000000000000000000000) None None None 0.1",
        ),
        (
            r#""long":1e19"#,
            "None None Some(10000000000000000000) None None 0.1",
        ),
        (
            r#""long":12345678901234567.0"#,
            "None None Some(12345678901234567) None None 0.1",
        ),
        (r#""short":-0"#, "None None None Some(0) None 0.1"),
        (r#""short":-0.0"#, "None None None Some(0) None 0.1"),
        (
            r#""long":-0,"short":2e2"#,
            "None None Some(0) Some(200) None 0.1",
        ),
    ] {
        let reply = written("whole", &format!("{{{argument}}}")).await;
        assert_eq!(reply.ok_text(), read, "{argument}");
    }
    for argument in [
        r#""wide":0.5"#,
        r#""wider":-1"#,
        r#""wider":1e39"#,
        r#""long":1e20"#,
        r#""short":256.0"#,
        r#""short":-1"#,
    ] {
        written("whole", &format!("{{{argument}}}"))
            .await
            .error_text();
    }
    let list = Ask::new("tools/list", json!({}))
        .send(&Whole::new().into_router())
        .await;
    let tools = &list.result()["tools"];
    assert_eq!(
        tools[0]["inputSchema"]["properties"]["tenth"]["default"],
        0.1
    );
}

#[tokio::test]
async fn what_can_not_be_read_does_not_switch_rules_off() {
    let deep = "[".repeat(200) + &"]".repeat(200);
    for unreadable in ["1e400", r#""\ud800""#, &deep, r#"{"a":1,"a":2}"#] {
        for address in [
            format!(r#"{{"street":"x","zip":"1","other":{unreadable}}}"#),
            format!(r#"{{"street":"x","zip":"12345","other":{unreadable}}}"#),
        ] {
            let arguments = format!(
                r#"{{"unit":"celsius","shape":{{"kind":"square","side":1}},"address":{address}}}"#
            );
            let reply = written("own", &arguments).await;
            assert!(reply.error_text().contains("`address"), "{arguments}");
        }
    }
}

#[tokio::test]
async fn a_flood_of_mistakes_is_answered_shortly() {
    let mut flood: serde_json::Map<String, Value> =
        (0..100_000).map(|i| (format!("x{i}"), json!(1))).collect();
    flood.insert("y".repeat(100_000), json!(1));
    let text = call("ruled", Value::Object(flood)).await.error_text();
    assert!(
        text.len() < 10_000 && text.contains("`x0` is not an argument"),
        "{} bytes",
        text.len()
    );
    let name = "z".repeat(1_000_000);
    let reply = Ask::tool(&name, json!({})).send(&router()).await;
    assert!(
        reply.refusal().1 == -32602 && reply.body.len() < 1000,
        "{} bytes",
        reply.body.len()
    );
}

#[mcp_type]
#[serde(tag = "op")]
enum Expression {
    Add {
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Subtract {
        left: Box<Expression>,
        right: Box<Expression>,
    },
    Number {
        value: f64,
    },
}

/// Add and subtract.
#[mcp_tool]
fn evaluate(expression: Expression) -> f64 {
    fn value(expression: &Expression) -> f64 {
        match expression {
            Expression::Add { left, right } => value(left) + value(right),
            Expression::Subtract { left, right } => value(left) - value(right),
            Expression::Number { value } => *value,
        }
    }
    value(&expression)
}

#[mcp_type]
struct Described {
    #[schemars(length(max = 3))]
    description: String,
    #[schemars(range(min = 0))]
    count: i64,
}

/// Take what serde reads more freely than the schema says.
#[mcp_tool]
fn strict(
    #[mcp(range = 0.0..=0.1)] share: Option<f32>,
    described: Option<Described>,
    unit: Option<Unit>,
    #[mcp(length = 1..=5)] set: Option<HashSet<u8>>,
) -> String {
    let described = described.map(|d| format!("{} {}", d.description, d.count));
    format!(
        "{share:?} {described:?} {unit:?} {:?}",
        set.map(|s| s.len())
    )
}

mcp_server! { Strict { name: "strict", version: "1.0.0", tools: [evaluate, strict] } }

#[tokio::test]
async fn a_deep_mistake_in_a_recursive_type_is_told_at_once() {
    let router = Strict::new().into_router();
    let number = |value: Value| json!({ "op": "Number", "value": value });
    let deep = |leaf: Value| {
        (0..50).fold(
            leaf,
            |left, _| json!({ "op": "Add", "left": left, "right": number(json!(1)) }),
        )
    };
    let good = Ask::tool("evaluate", json!({ "expression": deep(number(json!(1))) }))
        .send(&router)
        .await;
    assert_eq!(good.ok_text(), "51");
    let wrong = Ask::tool(
        "evaluate",
        json!({ "expression": deep(number(json!("x"))) }),
    )
    .send(&router)
    .await
    .error_text();
    assert!(wrong.contains("must be a number, got \"x\""), "{wrong}");
}

#[tokio::test]
async fn what_the_schema_does_not_say_is_not_accepted() {
    let router = Strict::new().into_router();
    let said = |arguments: Value| {
        let router = router.clone();
        async move {
            Ask::tool("strict", arguments)
                .send(&router)
                .await
                .error_text()
        }
    };
    assert!(
        said(json!({ "unit": { "celsius": null } }))
            .await
            .contains("`unit` must be one of")
    );
    assert!(
        said(json!({ "described": ["abc", 1] }))
            .await
            .contains("`described` must be an object")
    );
    assert!(
        said(json!({ "described": { "description": "long", "count": 1 } }))
            .await
            .contains("`described.description` must have at most 3")
    );
    assert!(
        said(json!({ "described": { "description": "abc", "count": -5 } }))
            .await
            .contains("`described.count` must be an integer of 0 or more")
    );
    assert!(
        said(json!({ "set": [1, 1, 2] }))
            .await
            .contains("`set` must not have the same item twice")
    );
    let bound = Ask::tool("strict", json!({ "share": 0.1 }))
        .send(&router)
        .await;
    assert!(
        bound.ok_text().starts_with("Some(0.1)"),
        "a bound is in its own range"
    );
    let many: Vec<u32> = (0..100_000).collect();
    assert!(
        said(json!({ "set": many })).await.contains("`set`"),
        "and a long list is no trouble"
    );
}
