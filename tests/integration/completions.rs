//! Completions: what is suggested while an argument is typed.
#![allow(clippy::too_many_arguments)]

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use mcp_runtime::prelude::*;
use mcp_runtime::response::Completions;
use serde_json::{Value, json};

use mcp_tests::client::{Ask, Reply};

#[derive(Clone)]
struct Cities(Arc<Vec<(&'static str, &'static str)>>);

/// By what the server knows, and what is filled in already.
#[mcp_completion]
async fn cities(
    typed: CompletionContext,
    State(Cities(all)): State<Cities>,
    principal: Principal,
) -> Vec<String> {
    tokio::task::yield_now().await;
    assert!(principal.is_anonymous() && typed.name() == "city");
    let country = typed.argument("country");
    let here = all.iter().filter(|(of, city)| {
        country.is_none_or(|country| country == *of) && city.starts_with(typed.value())
    });
    here.map(|(_, city)| (*city).to_owned()).collect()
}

#[mcp_completion]
fn many(typed: CompletionContext) -> Vec<String> {
    (0..typed.value().parse().unwrap())
        .map(|n: usize| n.to_string())
        .collect()
}

#[mcp_completion]
fn page() -> Completions {
    Completions::from(vec!["a", "b"]).total(7)
}

#[mcp_completion]
fn long_page() -> Completions {
    Completions::from((0..150).map(|n| n.to_string()).collect::<Vec<_>>()).total(100)
}

#[mcp_completion]
fn wrong(typed: CompletionContext) -> Result<[String; 1], ToolError> {
    match typed.value() {
        "told" => Err(ToolError::new("Nothing begins so")),
        "masked" => Err(std::io::Error::other("secret"))?,
        "panic" => panic!("secret"),
        other => Ok([other.to_uppercase()]),
    }
}

#[mcp_completion]
async fn never() -> Vec<String> {
    std::future::pending().await
}

#[mcp_type]
#[serde(rename_all = "kebab-case")]
enum Tone {
    Casual,
    VeryFormal,
    /// In between
    Correct,
}

#[mcp_type]
enum Plain {
    Ärger,
    Arm,
}

/// Travel somewhere.
#[mcp_prompt]
fn travel(
    country: Option<String>,
    #[mcp(complete = cities)] city: String,
    tone: Tone,
    maybe: Option<Tone>,
    plain: Option<Plain>,
    on: bool,
    perhaps: Option<bool>,
    #[mcp(ask = "Sure?")] _sure: Answer<Confirm>,
    _principal: Principal,
) -> String {
    let _ = (country, tone, maybe, plain, on, perhaps);
    city
}

/// Count.
#[mcp_prompt]
fn count(
    #[mcp(complete = many)] n: u32,
    #[mcp(complete = page)] page: String,
    #[mcp(complete = long_page)] long: String,
    #[mcp(complete = wrong)] wrong: String,
    #[mcp(complete = never)] never: String,
) -> String {
    format!("{n}{page}{long}{wrong}{never}")
}

/// A town.
#[mcp_resource("town://{country}/{city}{?tone}")]
fn town(country: String, #[mcp(complete = cities)] city: String, tone: Option<Tone>) -> String {
    let _ = tone;
    format!("{country} {city}")
}

/// No variables.
#[mcp_resource("town://all")]
fn towns() -> &'static str {
    "all"
}

mcp_server! {
    Travel {
        name: "travel",
        version: "1.0.0",
        state: Cities,
        prompts: [travel, count],
        resources: [town, towns],
    }
}

fn router() -> Router {
    let cities = Cities(Arc::new(vec![
        ("CH", "Bern"),
        ("CH", "Basel"),
        ("DE", "Berlin"),
        ("DE", "Bern"),
    ]));
    Travel::new(cities)
        .call_timeout(Duration::from_millis(300))
        .into_router()
}

fn prompt(prompt: &str, argument: &str, value: &str) -> Ask {
    of(
        json!({ "type": "ref/prompt", "name": prompt }),
        argument,
        value,
    )
}

fn resource(uri: &str, argument: &str, value: &str) -> Ask {
    of(
        json!({ "type": "ref/resource", "uri": uri }),
        argument,
        value,
    )
}

fn of(reference: Value, argument: &str, value: &str) -> Ask {
    Ask::new(
        "completion/complete",
        json!({ "ref": reference, "argument": { "name": argument, "value": value } }),
    )
}

async fn sent(ask: Ask) -> Reply {
    ask.send(&router()).await
}

async fn completed(ask: Ask) -> Value {
    let result = sent(ask).await.result();
    assert_eq!(result["resultType"], "complete");
    assert!(
        result["_meta"].is_object() && result.get("ttlMs").is_none(),
        "{result}"
    );
    result["completion"].clone()
}

async fn values(ask: Ask) -> Value {
    completed(ask).await["values"].clone()
}

#[tokio::test]
async fn a_function_suggests_with_state_and_with_what_is_filled_in() {
    assert_eq!(
        completed(prompt("travel", "city", "Be")).await,
        json!({ "values": ["Bern", "Berlin", "Bern"], "total": 3, "hasMore": false })
    );
    let mut ask = prompt("travel", "city", "Be");
    ask.body["params"]["context"] = json!({ "arguments": { "country": "CH", "nobody": "x" } });
    assert_eq!(values(ask).await, json!(["Bern"]));
    let mut ask = prompt("travel", "city", "B");
    ask.body["params"]["context"] = json!({});
    assert_eq!(values(ask).await.as_array().unwrap().len(), 4);
    assert_eq!(
        completed(prompt("travel", "city", "x")).await,
        json!({ "values": [], "total": 0, "hasMore": false })
    );
}

#[tokio::test]
async fn choices_suggest_themselves_by_prefix_whatever_the_case() {
    assert_eq!(
        values(prompt("travel", "tone", "")).await,
        json!(["casual", "very-formal", "correct"])
    );
    assert_eq!(
        values(prompt("travel", "tone", "C")).await,
        json!(["casual", "correct"])
    );
    assert_eq!(
        values(prompt("travel", "maybe", "VERY")).await,
        json!(["very-formal"])
    );
    assert_eq!(
        values(prompt("travel", "plain", "ä")).await,
        json!(["Ärger"])
    );
    assert_eq!(
        values(prompt("travel", "plain", "ar")).await,
        json!(["Arm"])
    );
    assert_eq!(
        values(prompt("travel", "tone", "formal")).await,
        json!([]),
        "a prefix, not a part"
    );
    for name in ["on", "perhaps"] {
        assert_eq!(
            values(prompt("travel", name, "")).await,
            json!(["true", "false"]),
            "{name}"
        );
        assert_eq!(
            values(prompt("travel", name, "F")).await,
            json!(["false"]),
            "{name}"
        );
    }
    assert_eq!(
        values(prompt("travel", "country", "C")).await,
        json!([]),
        "a text has no choices, and that is no error"
    );
}

#[tokio::test]
async fn more_than_a_hundred_are_cut_and_it_is_said() {
    for (n, sent, more) in [
        (99, 99, false),
        (100, 100, false),
        (101, 100, true),
        (5000, 100, true),
    ] {
        let completion = completed(prompt("count", "n", &n.to_string())).await;
        assert_eq!(completion["values"].as_array().unwrap().len(), sent, "{n}");
        assert_eq!(
            (&completion["total"], &completion["hasMore"]),
            (&json!(n), &json!(more)),
            "{n}"
        );
    }
    assert_eq!(
        completed(prompt("count", "page", "")).await,
        json!({ "values": ["a", "b"], "total": 7, "hasMore": true })
    );
    let long = completed(prompt("count", "long", "")).await;
    assert_eq!(
        (&long["total"], &long["hasMore"]),
        (&json!(150), &json!(true)),
        "what was cut was there"
    );
}

#[tokio::test]
async fn a_template_is_named_by_itself_or_by_a_uri_of_it() {
    for uri in [
        "town://{country}/{city}{?tone}",
        "town://CH/x",
        "town://CH/x?tone=casual",
    ] {
        assert_eq!(
            values(resource(uri, "city", "Ba")).await,
            json!(["Basel"]),
            "{uri}"
        );
        assert_eq!(
            values(resource(uri, "tone", "ca")).await,
            json!(["casual"]),
            "{uri}"
        );
    }
    for uri in [
        "town://all",
        "town://CH",
        "other://x",
        "",
        "town://{country}",
    ] {
        assert_eq!(
            sent(resource(uri, "city", "")).await.refusal(),
            (200, -32602),
            "{uri}"
        );
    }
}

#[tokio::test]
async fn what_is_not_there_is_refused_with_what_was_meant() {
    let reply = sent(prompt("travle", "city", "")).await;
    assert_eq!(
        (reply.refusal(), reply.error_message()),
        (
            (200, -32602),
            "Unknown prompt: `travle`; did you mean `travel`?".to_owned()
        )
    );
    let reply = sent(prompt("travel", "ctiy", "")).await;
    assert_eq!(
        (reply.refusal(), reply.error_message()),
        (
            (200, -32602),
            "Unknown argument: `ctiy`; did you mean `city`?".to_owned()
        )
    );
    for name in ["sure", "_sure", "principal", "_principal", ""] {
        assert_eq!(
            sent(prompt("travel", name, "")).await.refusal(),
            (200, -32602),
            "{name} is no argument"
        );
    }
    assert_eq!(
        sent(prompt("towns", "x", "")).await.refusal(),
        (200, -32602),
        "resources are no prompts"
    );
}

#[tokio::test]
async fn malformed_parameters_are_refused() {
    let good = prompt("travel", "city", "B").body["params"].clone();
    let mut bad = Vec::new();
    for (pointer, value) in [
        ("/ref", json!("travel")),
        ("/ref/type", json!("ref/tool")),
        ("/ref/name", json!(1)),
        ("/argument", json!([])),
        ("/argument/value", json!(null)),
        ("/argument/name", json!(7)),
        ("/context", json!([])),
    ] {
        let mut params = good.clone();
        params["context"] = json!({ "arguments": {} });
        *params.pointer_mut(pointer).unwrap() = value;
        bad.push(params);
    }
    bad.push(json!({}));
    bad.push(json!({ "ref": good["ref"] }));
    let mut params = good.clone();
    params["context"] = json!({ "arguments": { "country": 5 } });
    bad.push(params);
    for params in bad {
        assert_eq!(
            sent(Ask::new("completion/complete", params.clone()))
                .await
                .refusal(),
            (200, -32602),
            "{params}"
        );
    }
}

#[tokio::test]
async fn a_completions_failures_are_told_masked_or_cut_short() {
    assert_eq!(values(prompt("count", "wrong", "x")).await, json!(["X"]));
    let told = sent(prompt("count", "wrong", "told")).await;
    assert_eq!(
        (told.refusal(), told.error_message()),
        ((200, -32602), "Nothing begins so".to_owned())
    );
    for value in ["masked", "panic"] {
        let masked = sent(prompt("count", "wrong", value)).await;
        assert_eq!(masked.refusal(), (200, -32603), "{value}: {}", masked.body);
        assert!(
            masked.error_message().contains("error id") && !masked.body.contains("secret"),
            "{}",
            masked.body
        );
    }
    let late = tokio::time::timeout(Duration::from_secs(10), sent(prompt("count", "never", "")))
        .await
        .unwrap();
    assert_eq!(late.refusal(), (200, -32603));
}

#[tokio::test]
async fn a_completion_asks_nobody_and_needs_no_name_in_a_header() {
    let ask = prompt("travel", "city", "B").header("mcp-name", "ignored");
    assert_eq!(values(ask).await.as_array().unwrap().len(), 4);
    let mut ask = prompt("travel", "city", "B");
    ask.body["params"]["inputResponses"] = json!({ "sure": { "action": "accept" } });
    ask.body["params"]["requestState"] = json!("x");
    assert_eq!(values(ask).await.as_array().unwrap().len(), 4);
}
