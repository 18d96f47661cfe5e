//! Errors of arguments that are wrong deep inside, and other spellings that a model may use.

use std::collections::BTreeMap;

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use mcp_tests::client::Ask;

/// How warm
#[mcp_type]
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Kelvin,
    /// As in most of the world
    Celsius,
    Rankine,
    /// As in a few places
    Fahrenheit,
}

#[mcp_type]
#[derive(Debug)]
struct Visit {
    since: chrono::NaiveDate,
    at: Option<chrono::DateTime<chrono::Utc>>,
    id: uuid::Uuid,
    link: Option<url::Url>,
    address: Option<std::net::IpAddr>,
    unit: Option<Unit>,
}

/// Take visits.
#[mcp_tool]
fn visit(
    visits: Vec<Visit>,
    by_day: Option<BTreeMap<u8, Visit>>,
    by_unit: Option<BTreeMap<Unit, u32>>,
    by_id: Option<BTreeMap<uuid::Uuid, u8>>,
    /// Which unit to answer in
    unit: Option<Unit>,
    count: Option<u32>,
    tags: Option<Vec<String>>,
) -> String {
    format!(
        "{} {by_day:?} {by_unit:?} {by_id:?} {unit:?} {count:?} {tags:?}",
        visits.len()
    )
}

/// Take one.
#[mcp_tool]
fn one(Args(visit): Args<Visit>) -> String {
    format!("{visit:?}")
}

#[mcp_type]
struct Coded {
    #[schemars(regex(pattern = "^(a|b|ab)*(c|d)?[a-z]{1,40}$"))]
    code: String,
}

/// Take codes.
#[mcp_tool]
fn coded(
    codes: Option<Vec<Coded>>,
    #[mcp(pattern = "^(a|b|ab)*(c|d)?[a-z]{1,40}$")] code: Option<String>,
) -> String {
    format!(
        "{} {}",
        codes.map_or(0, |codes| codes.len()),
        code.is_some()
    )
}

mcp_server! { Visits { name: "visits", version: "1.0.0", tools: [visit, one, coded] } }

fn router() -> Router {
    Visits::new().into_router()
}

async fn error(name: &str, arguments: Value) -> String {
    Ask::tool(name, arguments)
        .send(&router())
        .await
        .error_text()
}

async fn schema(name: &str) -> Value {
    let list = Ask::new("tools/list", json!({}))
        .send(&router())
        .await
        .result();
    let mut tools = list["tools"].as_array().unwrap().iter();
    tools.find(|tool| tool["name"] == name).unwrap()["inputSchema"]["properties"].clone()
}

#[tokio::test]
async fn each_mistake_is_told_with_its_path_and_what_would_be_right_in_one_round() {
    let id = "123e4567-e89b-12d3-a456-426614174000";
    let good = json!({ "since": "2026-07-28", "id": id });
    let text = error("visit", json!({
        "visits": [
            { "since": "yesterday", "id": id, "at": "noon", "link": "/here", "address": "localhost" },
            good,
            { "since": "2026-02-30", "id": "1", "unit": "celcius" },
        ],
        "by_day": { "1": good, "many": good, "2": { "since": "2026-07-28", "id": "x" } },
        "by_unit": { "kelvin": -1 },
        "count": 99_999_999_999_u64,
    }))
    .await;
    for line in [
        "- `visits[0].since` must be a date such as 2026-07-28, got \"yesterday\"",
        "- `visits[0].at` must be an RFC 3339 time such as 2026-07-28T09:00:00Z, got \"noon\"",
        "- `visits[0].link` must be an absolute URI such as https://example.com/page, got \"/here\"",
        "- `visits[0].address` must be an IP address such as 192.0.2.1 or 2001:db8::1, got \"localhost\"",
        "- `visits[2].since` must be a date such as 2026-07-28, got \"2026-02-30\"",
        "- `visits[2].id` must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, got \"1\"",
        "- `visits[2].unit` must be one of \"kelvin\", \"celsius\", \"rankine\", \"fahrenheit\", got \"celcius\"; did you mean \"celsius\"?",
        r"- `by_day.many` has a key that must match the pattern `^\d+$`",
        "- `by_day.2.id` must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, got \"x\"",
        "- `by_unit.kelvin` must be an integer from 0 to 4294967295, got -1",
        "- `count` must be an integer from 0 to 4294967295, got 99999999999",
    ] {
        assert!(text.lines().any(|told| told == line), "{line}\n{text}");
    }
    // Errors that only the type can find are told with their path, too.
    let keys = json!({ "visits": [], "by_id": { "x": 1 }, "by_unit": { "warm": 1 } });
    let text = error("visit", keys).await;
    assert!(
        text.contains("- `by_id.x` ") && text.contains("- `by_unit.warm` "),
        "{text}"
    );
    let text = error(
        "one",
        json!({ "since": "2026-07-28", "id": id, "at": "noon" }),
    )
    .await;
    assert!(text.contains("- `at` must be an RFC 3339 time"), "{text}");
}

#[tokio::test]
async fn an_unknown_key_inside_gets_its_hint_whenever_the_call_fails() {
    let id = "123e4567-e89b-12d3-a456-426614174000";
    let visit = json!({ "since": "2026-07-28", "id": id, "adress": "::1" });
    let good = Ask::tool("visit", json!({ "visits": [visit] }))
        .send(&router())
        .await;
    good.ok_text();
    let text = error("visit", json!({ "visits": [visit], "count": -1 })).await;
    assert!(
        text.contains("- `visits[0].adress` is unknown; did you mean `address`?"),
        "{text}"
    );
    let text = error("one", json!({ "since": "x", "id": id, "adress": "::1" })).await;
    assert!(text.contains("did you mean `address`?"), "{text}");
}

#[tokio::test]
async fn the_schema_says_what_the_types_take() {
    let properties = schema("visit").await;
    let names = json!({ "pattern": r"^\d+$" });
    assert_eq!(properties["by_day"]["propertyNames"], names);
    assert_eq!(
        properties["by_day"]["additionalProperties"]["type"],
        "object"
    );
    let unit = &properties["unit"];
    assert_eq!(
        unit["description"],
        "Which unit to answer in\n- `celsius`: As in most of the world\n- `fahrenheit`: As in a few places"
    );
    assert_eq!(
        unit["enum"],
        json!(["kelvin", "celsius", "rankine", "fahrenheit"])
    );
    let visit = &properties["visits"]["items"]["properties"];
    assert_eq!(visit["unit"]["enum"], unit["enum"]);
    assert_eq!(
        visit["address"],
        json!({ "type": "string", "description": "An IP address such as 192.0.2.1 or 2001:db8::1" })
    );
    let codes = schema("coded").await;
    for code in [
        &codes["code"],
        &codes["codes"]["items"]["properties"]["code"],
    ] {
        assert_eq!(
            code["maxLength"], 4096,
            "what a pattern is matched against has an end"
        );
    }
}

#[tokio::test]
async fn a_pattern_takes_no_longer_than_its_text_may_be() {
    let long = "ab".repeat(200_000);
    for (arguments, path) in [
        (json!({ "code": long }), "code"),
        (json!({ "codes": [{ "code": long }] }), "codes[0].code"),
    ] {
        let text = error("coded", arguments).await;
        assert!(
            text.contains(&format!("`{path}` must have at most 4096")),
            "{text}"
        );
    }
    let most = json!({ "code": "ab".repeat(2048), "codes": [{ "code": "ab".repeat(2048) }] });
    Ask::tool("coded", most).send(&router()).await.ok_text();
}

#[mcp_type]
struct Looking {
    #[schemars(regex(pattern = "^(?!x)a$"))]
    code: String,
}

/// Take what can't be checked.
#[mcp_tool]
fn looking(looking: Vec<Looking>) -> usize {
    looking.into_iter().map(|looking| looking.code.len()).sum()
}

mcp_server! { Unchecked { name: "unchecked", version: "1.0.0", tools: [looking] } }

#[test]
fn a_rule_that_nobody_could_check_is_refused_at_start() {
    let refused = Unchecked::new().check().unwrap_err().to_string();
    assert!(
        refused.contains("`looking`")
            && refused.contains("the pattern `^(?!x)a$` can't be checked"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_text_is_taken_for_the_json_in_it_only_where_that_was_asked_for() {
    let arguments = json!({ "visits": "[]", "count": "7", "tags": "[\"a\", \"1\"]", "by_unit": "{\"kelvin\": \"1\"}" });
    let text = error("visit", arguments.clone()).await;
    assert!(
        text.contains("`visits` must be an array, got \"[]\""),
        "{text}"
    );
    let lenient = Visits::new().lenient_arguments().into_router();
    let reply = Ask::tool("visit", arguments).send(&lenient).await;
    assert_eq!(
        reply.ok_text(),
        r#"0 None Some({Kelvin: 1}) None None Some(7) Some(["a", "1"])"#
    );
    // The JSON in the text must be right even so.
    let wrong = json!({ "visits": "[]", "count": "-7" });
    let reply = Ask::tool("visit", wrong).send(&lenient).await;
    assert!(
        reply
            .error_text()
            .contains("`count` must be an integer from 0")
    );
}
