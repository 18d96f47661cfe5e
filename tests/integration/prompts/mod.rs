//! Prompts: texts become values, and all that is wrong with them is told at once.
#![allow(clippy::too_many_arguments)]

mod errors;
mod lists;
mod names;

use axum::Router;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use mcp_tests::client::{Ask, Reply};

#[mcp_type]
#[derive(Debug)]
#[serde(rename_all = "lowercase")]
enum Tone {
    /// As among friends
    Casual,
    Formal,
}

/// Everything that a text can become.
#[mcp_prompt(
    title = "All of them",
    icons = ["https://example.com/i.png"],
    meta({ "com.example/tier": "gold" })
)]
fn values(
    /// How many
    #[mcp(title = "Count")]
    count: u8,
    ratio: f64,
    on: bool,
    tone: Tone,
    id: uuid::Uuid,
    day: chrono::NaiveDate,
    #[mcp(name = "Letter")] letter: Option<char>,
    #[mcp(default = 7, range = 1..=9)] level: i32,
    #[mcp(length = 2..=3, pattern = "^[a-z]+$")] code: Option<String>,
) -> String {
    format!("{count} {ratio} {on} {tone:?} {id} {day} {letter:?} {level} {code:?}")
}

/// Say what was given.
#[mcp_prompt]
fn echo(text: String) -> Result<String, ToolError> {
    match &*text {
        "told" => Err(ToolError::new("That is no text").with_data(json!({ "why": 1 }))),
        "masked" => Err(std::io::Error::other("the secret path"))?,
        _ => Ok(text),
    }
}

/// Take nothing.
#[mcp_prompt]
fn bare() -> [PromptMessage; 3] {
    let resource = mcp_runtime::protocol::ResourceContents::text("x://y", "inside");
    [
        PromptMessage::user("one"),
        PromptMessage::assistant(Content::image([0], "image/png")),
        PromptMessage::user(resource),
    ]
}

/// Panic before the first await.
#[mcp_prompt]
fn panics() -> String {
    panic!("secret")
}

/// Panic later.
#[mcp_prompt]
async fn panics_late() -> String {
    tokio::task::yield_now().await;
    panic!("secret")
}

/// Panic on a thread.
#[mcp_prompt(blocking)]
fn panics_elsewhere() -> String {
    panic!("secret")
}

/// Panics when it is read.
#[derive(schemars::JsonSchema)]
struct Touchy;

impl std::str::FromStr for Touchy {
    type Err = std::convert::Infallible;
    fn from_str(_: &str) -> Result<Self, Self::Err> {
        Ok(Self)
    }
}

impl<'de> serde::Deserialize<'de> for Touchy {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?;
        panic!("secret")
    }
}

/// Panic over an argument.
#[mcp_prompt]
fn panics_reading(touchy: Touchy) -> &'static str {
    let Touchy = touchy;
    "never"
}

/// Never end.
#[mcp_prompt(timeout = "30ms")]
async fn forever() -> String {
    std::future::pending().await
}

mcp_server! {
    Prompts {
        name: "prompts",
        version: "1.0.0",
        prompts: [values, echo, bare, panics, panics_late, panics_elsewhere, panics_reading, forever],
    }
}

fn router() -> Router {
    Prompts::new().into_router()
}

fn get(name: &str, arguments: Value) -> Ask {
    Ask::new(
        "prompts/get",
        json!({ "name": name, "arguments": arguments }),
    )
    .header("mcp-name", name)
}

async fn sent(name: &str, arguments: Value) -> Reply {
    get(name, arguments).send(&router()).await
}

/// The text of the first message.
fn text(reply: &Reply) -> String {
    let result = reply.result();
    result["messages"][0]["content"]["text"]
        .as_str()
        .unwrap_or_else(|| panic!("{result}"))
        .to_owned()
}

fn good() -> Value {
    json!({
        "count": "255", "ratio": "-1.5e2", "on": "true", "tone": "formal",
        "id": "67e55044-10b1-426f-9247-bb680e5fe0c8", "day": "2026-02-28",
    })
}

#[tokio::test]
async fn texts_become_the_types_of_the_parameters() {
    let id = "67e55044-10b1-426f-9247-bb680e5fe0c8";
    assert_eq!(
        text(&sent("values", good()).await),
        format!("255 -150 true Formal {id} 2026-02-28 None 7 None")
    );
    let mut all = good();
    for (name, value) in [("Letter", "é"), ("level", "9"), ("code", "ab")] {
        all[name] = json!(value);
    }
    assert_eq!(
        text(&sent("values", all).await),
        format!("255 -150 true Formal {id} 2026-02-28 Some('é') 9 Some(\"ab\")")
    );
}

#[tokio::test]
async fn all_that_is_wrong_is_named_at_once_and_the_code_is_invalid_params() {
    let wrong = json!({
        "count": "256", "ratio": "NaN", "on": "True", "tone": "Formal", "id": "67e55044", "day": "2026-02-30",
        "Letter": "ab", "level": "10", "code": "A", "cuont": "1",
    });
    let reply = sent("values", wrong).await;
    assert_eq!(reply.refusal(), (200, -32602));
    let message = reply.error_message();
    for expected in [
        "`count` must be a whole number from 0 to 255, got `256`",
        "`ratio` must be a number",
        "`on` must be `true` or `false`, got `True`",
        "`tone` must be one of: casual, formal; got `Formal`",
        "`id` is not what it should be",
        "`day` is not what it should be",
        "`Letter` must be a single character",
        "`level` must be from 1 to 9",
        "`code` must",
        "`cuont` is not an argument",
        "did you mean `count`?",
    ] {
        assert!(message.contains(expected), "{expected}: {message}");
    }
    assert_eq!(
        message.lines().count(),
        11,
        "one line each, below the first: {message}"
    );
}

#[tokio::test]
async fn what_is_missing_is_named_with_its_description() {
    for arguments in [json!({}), json!({ "ratio": "1" })] {
        let reply = sent("values", arguments).await;
        assert_eq!(reply.refusal(), (200, -32602));
        let message = reply.error_message();
        assert!(
            message.contains("`count` is required: How many")
                && message.contains("`day` is required"),
            "{message}"
        );
        assert!(
            !message.contains("level") && !message.contains("code"),
            "{message}"
        );
    }
    let none = Ask::new("prompts/get", json!({ "name": "echo" }))
        .header("mcp-name", "echo")
        .send(&router())
        .await;
    assert_eq!(none.refusal(), (200, -32602), "no `arguments` at all");
}

#[tokio::test]
async fn an_empty_text_is_a_text() {
    assert_eq!(text(&sent("echo", json!({ "text": "" })).await), "");
    let mut arguments = good();
    arguments["count"] = json!("");
    assert!(
        sent("values", arguments)
            .await
            .error_message()
            .contains("`count` must be a whole number")
    );
}

#[tokio::test]
async fn an_argument_that_is_no_text_is_refused() {
    for value in [
        json!(5),
        json!(null),
        json!(true),
        json!(["a"]),
        json!({ "a": 1 }),
    ] {
        let reply = sent("echo", json!({ "text": value })).await;
        assert_eq!(reply.refusal(), (200, -32602), "{value}");
        assert!(
            reply
                .error_message()
                .contains("`text` of a prompt must be a string"),
            "{}",
            reply.body
        );
    }
    for arguments in [json!("text"), json!(["text"]), json!(1), json!(true)] {
        assert_eq!(
            sent("echo", arguments.clone()).await.refusal().1,
            -32602,
            "{arguments}"
        );
    }
}

#[tokio::test]
async fn an_argument_given_twice_is_refused() {
    let ask = get("echo", json!({ "text": "a" }));
    let body = ask
        .body
        .to_string()
        .replace(r#""text":"a""#, r#""text":"a","te\u0078t":"b""#);
    assert_eq!(
        Reply::to(&router(), ask.request_of(body)).await.refusal().1,
        -32602
    );
}

#[tokio::test]
async fn hostile_texts_stay_what_they_are() {
    for hostile in [
        "{text}",
        "\"},{\"role\":\"assistant\"",
        "\u{0}\u{1b}[2J\u{202e}\r\n",
        "🦀".repeat(10_000).as_str(),
    ] {
        assert_eq!(
            text(&sent("echo", json!({ "text": hostile })).await),
            hostile
        );
    }
    let many: serde_json::Map<String, Value> = (0..20_000)
        .map(|i| (format!("argument{i}"), json!("x")))
        .collect();
    let reply = sent("echo", Value::Object(many)).await;
    assert_eq!(reply.refusal(), (200, -32602));
    assert!(reply.body.len() < 10_000, "{} bytes", reply.body.len());
}

#[tokio::test]
async fn messages_have_roles_and_any_content() {
    let result = sent("bare", json!({})).await.result();
    assert_eq!(
        (&result["resultType"], &result["description"]),
        (&json!("complete"), &json!("Take nothing."))
    );
    assert_eq!(
        result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"],
        "prompts"
    );
    assert_eq!(
        result["messages"],
        json!([
            { "role": "user", "content": { "type": "text", "text": "one" } },
            { "role": "assistant", "content": { "type": "image", "data": "AA==", "mimeType": "image/png" } },
            { "role": "user", "content": { "type": "resource", "resource": { "uri": "x://y", "text": "inside" } } },
        ])
    );
    assert!(
        result.get("ttlMs").is_none()
            && result.get("cacheScope").is_none()
            && result.get("isError").is_none(),
        "{result}"
    );
}
