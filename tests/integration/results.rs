//! Return types of tools, and the results that the client gets.

use std::borrow::Cow;

use axum::Router;
use mcp_runtime::prelude::*;
use mcp_runtime::protocol::{Annotations, ResourceContents, ResourceLink, Role};
use serde_json::{Value, json};

use mcp_tests::client::Ask;

macro_rules! tools {
    ($server:ident: $($(#[$attr:meta])* $name:ident -> $type:ty $body:block)*) => {
        $(
            /// Return something.
            #[mcp_tool]
            $(#[$attr])*
            fn $name() -> $type $body
        )*
        mcp_server! { $server { name: "results", version: "1.0.0", tools: [$($name),*] } }
    };
}

#[mcp_type]
struct Reading {
    celsius: f64,
    note: Option<String>,
}

tools! { Results:
    text -> String { "a \"b\"\n\u{1}ü".into() }
    fixed -> &'static str { "fixed" }
    cow -> Cow<'static, str> { Cow::Borrowed("cow") }
    number -> u64 { u64::MAX }
    float -> f64 { 1.5 }
    truth -> bool { true }
    unit -> () {}
    data -> Json<Reading> { Json(Reading { celsius: 21.5, note: None }) }
    list -> Json<Vec<u8>> { Json(vec![1, 2]) }
    anything -> Json<Value> { Json(json!({ "a": 1 })) }
    block -> Content { Content::text("only").annotated(Annotations::new().audience([Role::User]).priority(2.0)) }
    blocks -> Vec<Content> {
        vec![
            "text".into(),
            Content::image([1, 2, 3], "image/png"),
            Content::audio([4], "audio/wav"),
            ResourceLink::new("file:///a", "a").title("A").description("d").mime_type("text/plain").size(7).into(),
            Content::resource(ResourceContents::text("test://t", "hi").mime_type("text/plain")),
            Content::resource(ResourceContents::blob("test://b", [255])).with_meta("com.example/k", 1),
        ]
    }
    pair -> [Content; 2] { ["a".into(), "b".into()] }
    whole -> Result<ToolResult, ToolError> {
        ToolResult::new(["21 °C".into()]).with_meta("com.example/sensor", "roof").with_structured(json!({ "c": 21 }))
    }
    bad -> ToolResult { ToolResult::new(["no".into()]).as_error() }
    told -> Result<String, ToolError> { Err(ToolError::new("try another city").with_data(json!({ "cities": ["Bern"] }))) }
    masked -> Result<String, ToolError> { Err(std::io::Error::other("secret path /etc/x"))? }
    any -> Result<Json<Reading>, anyhow::Error> { Err(anyhow::anyhow!("inner secret").context("outer secret")) }
    words -> Result<(), ToolError> { Err("plain secret")? }
    no_number -> f64 { f64::NAN }
    no_small_number -> f32 { f32::INFINITY }
    no_reading -> Json<Reading> { Json(Reading { celsius: f64::NEG_INFINITY, note: None }) }
    no_readings -> Json<Vec<Option<f64>>> { Json(vec![None, Some(f64::NAN)]) }
    no_whole -> Result<ToolResult, ToolError> { ToolResult::new(["hot".into()]).with_structured(f64::NAN) }
    unserialisable -> Json<std::collections::HashMap<(u8, u8), u8>> { Json([((1, 2), 3)].into()) }
}

fn router() -> Router {
    Results::new().into_router()
}

async fn result(name: &str) -> Value {
    Ask::tool(name, json!({})).send(&router()).await.result()
}

fn one_text(text: &str) -> Value {
    json!([{ "type": "text", "text": text }])
}

#[tokio::test]
async fn plain_values_are_text() {
    for (name, expected) in [
        ("text", "a \"b\"\n\u{1}ü"),
        ("fixed", "fixed"),
        ("cow", "cow"),
        ("number", "18446744073709551615"),
        ("float", "1.5"),
        ("truth", "true"),
    ] {
        let result = result(name).await;
        assert_eq!(result["content"], one_text(expected), "{name}");
        assert_eq!(
            (&result["resultType"], &result["isError"]),
            (&json!("complete"), &json!(false)),
            "{name}"
        );
        assert_eq!(
            result["_meta"]["io.modelcontextprotocol/serverInfo"],
            json!({ "name": "results", "version": "1.0.0" }),
            "{name}"
        );
        assert!(result.get("structuredContent").is_none(), "{name}");
    }
    assert_eq!(result("unit").await["content"], json!([]));
}

#[tokio::test]
async fn data_is_structured_and_also_text() {
    let data = result("data").await;
    assert_eq!(
        data["structuredContent"],
        json!({ "celsius": 21.5, "note": null })
    );
    assert_eq!(data["content"], one_text(r#"{"celsius":21.5,"note":null}"#));
    assert_eq!(result("list").await["structuredContent"], json!([1, 2]));
    assert_eq!(
        result("anything").await["structuredContent"],
        json!({ "a": 1 })
    );
    let list = Ask::new("tools/list", json!({}))
        .send(&router())
        .await
        .result();
    let output = |name: &str| {
        list["tools"]
            .as_array()
            .unwrap()
            .iter()
            .find(|t| t["name"] == name)
            .unwrap()
            .get("outputSchema")
            .cloned()
    };
    let reading = json!({ "type": "object", "properties": { "celsius": { "type": "number" }, "note": { "anyOf": [{ "type": "string" }, { "type": "null" }] } }, "required": ["celsius"] });
    let mut given = output("data").unwrap();
    given["required"] = json!(["celsius"]);
    assert_eq!(given, reading);
    assert_eq!(output("any"), output("data"), "through Result");
    assert_eq!(output("anything"), None, "any JSON has no schema");
    assert_eq!(output("text"), None);
}

#[tokio::test]
async fn content_is_of_every_kind() {
    assert_eq!(
        result("block").await["content"],
        json!([{ "type": "text", "text": "only", "annotations": { "audience": ["user"], "priority": 1.0 } }])
    );
    assert_eq!(
        result("blocks").await["content"],
        json!([
            { "type": "text", "text": "text" },
            { "type": "image", "data": "AQID", "mimeType": "image/png" },
            { "type": "audio", "data": "BA==", "mimeType": "audio/wav" },
            { "type": "resource_link", "uri": "file:///a", "name": "a", "title": "A", "description": "d", "mimeType": "text/plain", "size": 7 },
            { "type": "resource", "resource": { "uri": "test://t", "mimeType": "text/plain", "text": "hi" } },
            { "type": "resource", "resource": { "uri": "test://b", "blob": "/w==" }, "_meta": { "com.example/k": 1 } },
        ])
    );
    assert_eq!(result("pair").await["content"][1]["text"], "b");
    let whole = result("whole").await;
    assert_eq!(
        (
            &whole["structuredContent"],
            &whole["_meta"]["com.example/sensor"]
        ),
        (&json!({ "c": 21 }), &json!("roof"))
    );
    assert_eq!(result("bad").await["isError"], true);
}

#[tokio::test]
async fn the_model_reads_what_it_was_told_and_nothing_else() {
    let told = result("told").await;
    assert_eq!(
        (&told["isError"], &told["content"]),
        (&json!(true), &one_text("try another city"))
    );
    assert_eq!(told["structuredContent"], json!({ "cities": ["Bern"] }));
    let no_numbers = [
        "no_number",
        "no_small_number",
        "no_reading",
        "no_readings",
        "no_whole",
    ];
    for name in ["masked", "any", "words", "unserialisable"]
        .into_iter()
        .chain(no_numbers)
    {
        let result = result(name).await;
        let message = result["content"][0]["text"].as_str().unwrap();
        assert_eq!(result["isError"], true, "{name}");
        assert!(
            !result.to_string().contains("secret") && !result.to_string().contains("key must be"),
            "{name}: {message}"
        );
        assert!(message.contains("error id "), "{name}: {message}");
    }
}
