//! Views: how tools, lists and reads speak of them.

mod dynamic;
mod reads;

use axum::Router;
use mcp_runtime::gateway::{Format, Gateway};
use mcp_runtime::prelude::*;
use serde_json::{Value, json};

use crate::resources::{not_there, read};
use mcp_tests::client::{Ask, Reply};

/// A chart of some days
#[mcp_type]
#[mcp_app(
    html = "integration/apps/chart.html",
    title = "Chart",
    csp(connect = ["https://api.example.com", "wss://api.example.com"], resource = ["https://*.example.com"]),
    permissions(geolocation, clipboard_write),
    prefers_border
)]
struct Chart {
    days: u8,
}

/// Draw a chart.
#[mcp_tool(read_only, meta({ "com.example/tier": 1 }))]
fn draw(days: u8, cx: Context) -> Result<Ui<Chart>, ToolError> {
    if days == 0 {
        return Err(ToolError::new("No days"));
    }
    let text = if cx.shows_views() {
        "a chart".to_owned()
    } else {
        format!("a chart of {days} days, in words")
    };
    Ok(Ui::new(text, Chart { days })
        .with_content(Content::text("and more"))
        .with_meta("com.example/zoom", 2))
}

/// The same by way of an alias and a future without a name.
#[mcp_tool]
#[allow(clippy::manual_async_fn)] // The type without a name is the point.
fn draw_later(days: u8) -> impl Future<Output = Ui<Chart>> + Send {
    async move { Ui::new("later", Chart { days }) }
}

/// Draw it anew.
#[mcp_tool(visibility(app))]
fn refresh(days: u8) -> Json<Chart> {
    Json(Chart { days })
}

/// Think about it.
#[mcp_tool(visibility(model))]
fn think() {}

/// Nothing to see.
#[mcp_tool]
fn plain() {}

mcp_server! { Charts { name: "charts", version: "1.0.0", tools: [draw, draw_later, refresh, think, plain] } }

mcp_server! { Plain { name: "plain", version: "1.0.0", tools: [plain] } }

fn router() -> Router {
    Charts::new().into_router()
}

async fn sent(ask: Ask) -> Value {
    ask.send(&router()).await.result()
}

async fn tool(name: &str) -> Value {
    let tools = sent(Ask::new("tools/list", json!({}))).await["tools"].clone();
    tools
        .as_array()
        .unwrap()
        .iter()
        .find(|tool| tool["name"] == name)
        .unwrap()
        .clone()
}

/// Under which the view is listed.
async fn uri() -> String {
    tool("draw").await["_meta"]["ui"]["resourceUri"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Under which another document of the view was listed.
fn another(uri: &str) -> String {
    format!("{}.00c0ffee.html", uri.rsplitn(3, '.').last().unwrap())
}

#[tokio::test]
async fn a_tool_is_linked_to_the_view_of_its_result() {
    let draw = tool("draw").await;
    let uri = uri().await;
    assert!(
        uri.starts_with("ui://mcp-tests/chart.")
            && uri.len() == "ui://mcp-tests/chart.1a2b3c4d.html".len(),
        "{uri}"
    );
    assert_eq!(
        draw["_meta"],
        json!({ "com.example/tier": 1, "ui": { "resourceUri": uri, "visibility": ["model", "app"] } })
    );
    assert_eq!(draw["outputSchema"]["required"], json!(["days"]));
    assert_eq!(
        tool("draw_later").await["_meta"]["ui"]["resourceUri"],
        json!(uri)
    );
    assert_eq!(
        tool("refresh").await["_meta"],
        json!({ "ui": { "visibility": ["app"] } })
    );
    assert_eq!(
        tool("think").await["_meta"],
        json!({ "ui": { "visibility": ["model"] } })
    );
    assert_eq!(tool("plain").await.get("_meta"), None);
}

#[tokio::test]
async fn the_view_is_a_resource_that_says_the_same_in_the_list_and_when_it_is_read() {
    let uri = uri().await;
    let meta = json!({ "ui": {
        "csp": {
            "connectDomains": ["https://api.example.com", "wss://api.example.com"],
            "resourceDomains": ["https://*.example.com"],
            "frameDomains": [],
            "baseUriDomains": []
        },
        "permissions": { "geolocation": {}, "clipboardWrite": {} },
        "prefersBorder": true
    } });
    let listed = sent(Ask::new("resources/list", json!({}))).await["resources"].clone();
    let about = json!([{
        "uri": uri, "name": "chart", "title": "Chart", "description": "A chart of some days",
        "mimeType": "text/html;profile=mcp-app", "_meta": meta
    }]);
    assert_eq!(listed, about);

    let contents = sent(read(&uri)).await;
    assert_eq!(
        (
            &contents["cacheScope"],
            contents["ttlMs"].as_u64().unwrap() > 86_400_000
        ),
        (&json!("public"), true)
    );
    let [content] = contents["contents"].as_array().unwrap().as_slice() else {
        panic!("{contents}")
    };
    assert_eq!(
        (&content["uri"], &content["mimeType"], &content["_meta"]),
        (&json!(uri), &json!("text/html;profile=mcp-app"), &meta)
    );
    let html = content["text"].as_str().unwrap();
    assert!(
        html.starts_with("<!doctype html>") && html.contains("mcp.onResult("),
        "{html}"
    );
    assert!(
        html.find("ui/initialize").unwrap() < html.find("mcp.onResult(").unwrap(),
        "the view runtime comes first"
    );
}

#[tokio::test]
async fn the_hash_of_another_document_stands_for_the_view_as_it_is() {
    let now = uri().await;
    let old = another(&now);
    let contents = sent(read(&old)).await;
    assert_eq!(contents["contents"][0]["uri"], json!(old));
    assert_eq!(
        contents["contents"][0]["text"],
        sent(read(&now)).await["contents"][0]["text"]
    );
    assert_eq!(
        contents["ttlMs"],
        json!(300_000),
        "it may be another view tomorrow"
    );
    for wrong in [
        "ui://mcp-tests/chart.html",
        "ui://mcp-tests/chart.00c0ffe.html",
        "ui://mcp-tests/chart.00c0ffeg.html",
        "ui://mcp-tests/hart.00c0ffee.html",
    ] {
        not_there(&read(wrong).send(&router()).await, wrong);
    }
    assert!(
        read("ui://mcp-tests/chart.html")
            .send(&router())
            .await
            .error_message()
            .contains(&now),
        "it says what is near"
    );
}

#[tokio::test]
async fn a_host_may_want_a_domain_for_views() {
    let router = Charts::new()
        .app_domain("a904794854a047f6.example.com")
        .into_router();
    let listed = Ask::new("resources/list", json!({}))
        .send(&router)
        .await
        .result()["resources"][0]
        .clone();
    assert_eq!(
        listed["_meta"]["ui"]["domain"],
        json!("a904794854a047f6.example.com")
    );
    let contents = read(listed["uri"].as_str().unwrap())
        .send(&router)
        .await
        .result();
    assert_eq!(contents["contents"][0]["_meta"], listed["_meta"]);
}

#[tokio::test]
async fn a_result_has_its_text_its_data_and_what_is_for_the_view_alone() {
    let call = || Ask::tool("draw", json!({ "days": 3 }));
    let result = sent(call()).await;
    let texts = json!([{ "type": "text", "text": "a chart of 3 days, in words" }, { "type": "text", "text": "and more" }]);
    assert_eq!(
        (&result["content"], &result["structuredContent"]),
        (&texts, &json!({ "days": 3 }))
    );
    assert_eq!(result["_meta"]["com.example/zoom"], json!(2));
    let failed: Reply = Ask::tool("draw", json!({ "days": 0 }))
        .send(&router())
        .await;
    assert_eq!(failed.error_text(), "No days");

    let shown = json!({ "extensions": { "io.modelcontextprotocol/ui": { "mimeTypes": ["text/html;profile=mcp-app"] } } });
    let result = sent(call().meta("io.modelcontextprotocol/clientCapabilities", shown)).await;
    assert_eq!(result["content"][0]["text"], json!("a chart"));
    assert_eq!(result["structuredContent"], json!({ "days": 3 }));
}

#[tokio::test]
async fn a_server_with_views_says_so_and_one_without_does_not() {
    let discovered = sent(Ask::new("server/discover", json!({}))).await;
    assert_eq!(
        discovered["capabilities"]["extensions"],
        json!({ "io.modelcontextprotocol/ui": {} })
    );
    assert_eq!(discovered["capabilities"]["resources"], json!({}));
    let plain = Ask::new("server/discover", json!({}))
        .send(&Plain::new().into_router())
        .await
        .result();
    assert_eq!(plain["capabilities"], json!({ "tools": {} }));
}

#[test]
fn a_gateway_takes_a_view_by_any_hash() {
    let table = Gateway::of(&Charts::new()).config(Format::Json).unwrap();
    let table: Value = serde_json::from_str(&table).unwrap();
    let view = table
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["method"] == "resources/read")
        .unwrap();
    assert_eq!(view["uriTemplate"], "ui://mcp-tests/chart.{hash}.html");
    assert_eq!(view["mcpName"][0]["prefix"], "ui://mcp-tests/chart.");
}

#[test]
fn a_result_can_be_read_in_a_unit_test() {
    let mut shown = Ui::new("text", Chart { days: 1 });
    shown.days += 1;
    assert_eq!(shown.into_data().days, 2);
}
