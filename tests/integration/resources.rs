//! Resources: what is read where, and what is not there.

use std::time::Duration;

use axum::Router;
use mcp_runtime::prelude::*;
use mcp_runtime::protocol::ResourceContents;
use serde_json::json;

use crate::rounds;
use mcp_tests::client::{Ask, Reply};

/// A text.
#[mcp_resource(
    "test://text",
    name = "the-text",
    title = "The text",
    mime_type = "text/markdown",
    size = 5,
    audience = ["user"],
    priority = 0.5,
    ttl = "10s",
    cache = "public",
    meta({ "com.example/x": 1 })
)]
fn text() -> &'static str {
    "hello"
}

/// Bytes.
#[mcp_resource("test://bytes")]
fn bytes() -> Vec<u8> {
    vec![0, 255]
}

/// Data.
#[mcp_resource("test://data")]
fn data() -> Json<Vec<u8>> {
    Json(vec![1, 2])
}

/// Several at once.
#[mcp_resource("test://list")]
fn list() -> Vec<ResourceContents> {
    vec![
        ResourceContents::text("test://list/1", "one").mime_type("text/plain"),
        ResourceContents::blob("test://list/2", [1]),
    ]
}

/// In all ways in which a resource can fail to be there.
#[mcp_resource("test://maybe/{how}")]
fn maybe(how: String) -> Result<Option<Vec<ResourceContents>>, ToolError> {
    match &*how {
        "none" => Ok(None),
        "empty" => Ok(Some(Vec::new())),
        "told" => Err(ToolError::new("No such luck")),
        "masked" => Err(std::io::Error::other("secret"))?,
        "panic" => panic!("secret"),
        _ => Ok(Some(vec![ResourceContents::text("test://maybe", how)])),
    }
}

/// Never read to its end.
#[mcp_resource("test://forever", timeout = "30ms")]
async fn forever() -> String {
    std::future::pending().await
}

/// Words, not paths.
#[mcp_resource("word:{word}")]
fn word(word: String) -> String {
    format!("word {word}")
}

/// Asks first.
#[mcp_resource("private://{name}", ttl = "1h", cache = "public")]
fn private(name: String, #[mcp(ask = "May {name} be read?", name = "ok")] _ok: Confirm) -> String {
    format!("private {name}")
}

mcp_server! {
    Files {
        name: "files",
        version: "1.0.0",
        resources: [text, bytes, data, list, maybe, forever, word, private],
    }
}

fn router() -> Router {
    Files::new().into_router()
}

pub(crate) fn read(uri: &str) -> Ask {
    let plain = uri.bytes().all(|byte| matches!(byte, 0x21..=0x7e));
    let header = if plain {
        uri.to_owned()
    } else {
        format!("=?base64?{}?=", base64(uri))
    };
    Ask::new("resources/read", json!({ "uri": uri })).header("mcp-name", &header)
}

/// By way of a server: the tests need no Base64 of their own otherwise.
fn base64(text: &str) -> String {
    let blob = serde_json::to_value(ResourceContents::blob("x:", text)).unwrap();
    blob["blob"].as_str().unwrap().to_owned()
}

async fn sent(uri: &str) -> Reply {
    read(uri).send(&router()).await
}

#[track_caller]
pub(crate) fn not_there(reply: &Reply, uri: &str) {
    assert_eq!(reply.refusal(), (200, -32602), "{uri}: {}", reply.body);
    assert_eq!(reply.messages()[0]["error"]["data"], json!({ "uri": uri }));
}

#[tokio::test]
async fn texts_bytes_data_and_lists_are_read() {
    let text = sent("test://text").await.result();
    assert_eq!(
        text["contents"],
        json!([{ "uri": "test://text", "mimeType": "text/markdown", "text": "hello" }])
    );
    assert_eq!(
        (&text["ttlMs"], &text["cacheScope"], &text["resultType"]),
        (&json!(10_000), &json!("public"), &json!("complete"))
    );
    let bytes = sent("test://bytes").await.result();
    assert_eq!(
        bytes["contents"],
        json!([{ "uri": "test://bytes", "mimeType": "application/octet-stream", "blob": "AP8=" }])
    );
    assert_eq!(
        (&bytes["ttlMs"], &bytes["cacheScope"]),
        (&json!(0), &json!("private"))
    );
    let data = sent("test://data").await.result();
    assert_eq!(
        data["contents"],
        json!([{ "uri": "test://data", "mimeType": "application/json", "text": "[1,2]" }])
    );
    let list = sent("test://list").await.result();
    assert_eq!(
        list["contents"],
        json!([{ "uri": "test://list/1", "mimeType": "text/plain", "text": "one" }, { "uri": "test://list/2", "blob": "AQ==" }])
    );
}

#[tokio::test]
async fn lists_tell_resources_from_templates() {
    let resources = Ask::new("resources/list", json!({}))
        .send(&router())
        .await
        .result();
    assert_eq!(
        resources["resources"][0],
        json!({
            "uri": "test://text", "name": "the-text", "title": "The text", "description": "A text.", "mimeType": "text/markdown",
            "annotations": { "audience": ["user"], "priority": 0.5 }, "size": 5, "_meta": { "com.example/x": 1 },
        })
    );
    assert!(
        resources["resources"]
            .as_array()
            .unwrap()
            .iter()
            .all(|r| !r["uri"].as_str().unwrap().contains('{')),
        "{resources}"
    );
    let templates = Ask::new("resources/templates/list", json!({}))
        .send(&router())
        .await
        .result();
    let uris: Vec<&str> = templates["resourceTemplates"]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t["uriTemplate"].as_str().unwrap())
        .collect();
    assert_eq!(
        uris,
        ["test://maybe/{how}", "word:{word}", "private://{name}"]
    );
    assert_eq!(
        (&resources["cacheScope"], &templates["cacheScope"]),
        (&json!("public"), &json!("public"))
    );
}

#[tokio::test]
async fn what_is_not_there_is_invalid_params_with_its_uri_and_never_empty() {
    for uri in [
        "test://maybe/none",
        "test://maybe/empty",
        "test://maybe/told",
        "test://nothing",
        "nothing",
        "",
        "test://text/",
    ] {
        not_there(&sent(uri).await, uri);
    }
    assert_eq!(
        sent("test://tetx").await.error_message(),
        "Resource not found; did you mean `test://text`?"
    );
    assert_eq!(
        sent("test://maybe/told").await.error_message(),
        "No such luck"
    );
    let missing = Ask::new("resources/read", json!({})).send(&router()).await;
    assert_eq!(missing.refusal(), (200, -32602));
}

#[tokio::test]
async fn a_resource_that_fails_or_panics_or_takes_too_long_is_an_internal_error() {
    for uri in ["test://maybe/masked", "test://maybe/panic"] {
        let reply = sent(uri).await;
        assert_eq!(reply.refusal(), (200, -32603), "{}", reply.body);
        assert!(
            reply.error_message().contains("error id") && !reply.body.contains("secret"),
            "{}",
            reply.body
        );
    }
    let late = tokio::time::timeout(Duration::from_secs(10), sent("test://forever"))
        .await
        .unwrap();
    assert_eq!(
        (late.refusal(), late.error_message()),
        (
            (200, -32603),
            "`test://forever` took longer than 30ms and was stopped".into()
        )
    );
}

#[tokio::test]
async fn the_uri_in_the_header_is_the_uri_in_the_body() {
    let router = router();
    let ask = read("test://text");
    assert_eq!(ask.send(&router).await.status, 200);
    assert_eq!(
        ask.clone()
            .with("mcp-name", &format!("=?base64?{}?=", base64("test://text")))
            .send(&router)
            .await
            .status,
        200
    );
    for wrong in [
        "TEST://text",
        "test://bytes",
        "the-text",
        "=?base64?dGVzdDovL3RleHQ?=",
        "",
    ] {
        assert_eq!(
            ask.clone()
                .with("mcp-name", wrong)
                .send(&router)
                .await
                .refusal(),
            (400, -32020),
            "{wrong:?}"
        );
    }
    assert_eq!(
        ask.clone()
            .without("mcp-name")
            .send(&router)
            .await
            .refusal(),
        (400, -32020)
    );
    assert_eq!(
        ask.clone()
            .header("mcp-name", "test://text")
            .send(&router)
            .await
            .refusal(),
        (400, -32020),
        "twice"
    );
    let plain = Ask::new("resources/read", json!({ "uri": "word:é" })).header("mcp-name", "word:é");
    let refused = plain.send(&router).await;
    assert_eq!(
        refused.refusal(),
        (400, -32020),
        "only ASCII travels as it is"
    );
    assert!(
        refused.error_message().contains(&base64("word:é")),
        "{}",
        refused.body
    );
    let unnamed = Ask::new("resources/read", json!({})).header("mcp-name", "test://text");
    assert_eq!(
        unnamed.send(&router).await.refusal(),
        (400, -32020),
        "the header names what the body doesn't"
    );
    let nothing = read("test://nothing").with("mcp-name", "test://text");
    assert_eq!(
        nothing.send(&router).await.refusal(),
        (400, -32020),
        "the header comes before the name"
    );
}

#[tokio::test]
async fn a_resource_asks_first_and_what_answers_gave_is_nobody_elses() {
    let router = router();
    let ask = rounds::able(read("private://x"), rounds::all());
    let asked = rounds::ask(&router, &ask).await;
    assert_eq!(
        (asked.keys(), asked.message("ok")),
        (vec!["ok"], "May \"x\" be read?")
    );
    let answered = rounds::retry(&ask, &asked, json!({ "ok": { "action": "accept" } }))
        .send(&router)
        .await
        .result();
    assert_eq!(answered["contents"][0]["text"], "private x");
    assert_eq!(
        (&answered["ttlMs"], &answered["cacheScope"]),
        (&json!(0), &json!("private"))
    );
    let declined = rounds::retry(&ask, &asked, json!({ "ok": { "action": "decline" } }))
        .send(&router)
        .await;
    not_there(&declined, "private://x");
    let other = rounds::able(read("private://y"), rounds::all());
    assert_eq!(
        rounds::retry(&other, &asked, json!({ "ok": { "action": "accept" } }))
            .send(&router)
            .await
            .refusal(),
        (200, -32602)
    );
    assert_eq!(
        read("private://x").send(&router).await.refusal(),
        (400, -32021)
    );
    let result = ask.send(&router).await.result();
    assert!(
        result.get("contents").is_none() && result.get("ttlMs").is_none(),
        "{result}"
    );
}
