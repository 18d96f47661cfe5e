//! Lists and results as each revision knows them.

use mcp_runtime::prelude::*;
use mcp_runtime::protocol::ResourceLink;
use serde_json::{Value, json};

use super::{Client, LATEST, text};

#[mcp_type]
struct Sum {
    result: i64,
}

/// Add two integers.
#[mcp_tool(title = "Addition", read_only)]
fn add(a: i64, #[mcp(header = "Second")] b: i32) -> Json<Sum> {
    Json(Sum {
        result: a + i64::from(b),
    })
}

/// List numbers.
#[mcp_tool]
fn numbers() -> Json<Vec<u8>> {
    Json(vec![1, 2])
}

/// Point to a note.
#[mcp_tool]
fn point() -> Content {
    Content::from(ResourceLink::new("notes:///a", "a"))
}

/// Greet somebody.
#[mcp_prompt(title = "Greeting")]
fn greet(name: String) -> String {
    format!("Hello, {name}")
}

/// A note.
#[mcp_resource("notes:///{name}", title = "Note")]
fn note(#[mcp(complete = names)] name: String) -> Option<String> {
    (name == "a").then(|| "A".to_owned())
}

#[mcp_completion]
fn names() -> [&'static str; 1] {
    ["a"]
}

/// A plain one.
#[mcp_resource("plain://text")]
fn plain() -> &'static str {
    "plain"
}

mcp_server! {
    Contents {
        name: "contents", version: "1.0.0", title: "Contents",
        tools: [add, numbers, point], prompts: [greet], resources: [note, plain],
    }
}

/// Whether a field of today's revision is anywhere in it.
fn leaks(value: &Value) -> bool {
    let text = value.to_string();
    [
        "resultType",
        "ttlMs",
        "cacheScope",
        "serverInfo\":{",
        "x-mcp-header",
        "inputRequests",
    ]
    .iter()
    .any(|field| text.contains(field))
}

async fn everything(client: &Client) -> Vec<Value> {
    let mut all = Vec::new();
    for (method, params) in [
        ("tools/list", json!({})),
        ("prompts/list", json!({})),
        ("resources/list", json!({})),
        ("resources/templates/list", json!({})),
        (
            "tools/call",
            json!({ "name": "add", "arguments": { "a": 1, "b": 2 } }),
        ),
        ("tools/call", json!({ "name": "numbers" })),
        ("tools/call", json!({ "name": "point" })),
        (
            "prompts/get",
            json!({ "name": "greet", "arguments": { "name": "Ada" } }),
        ),
        ("resources/read", json!({ "uri": "notes:///a" })),
        (
            "completion/complete",
            json!({
                "ref": { "type": "ref/resource", "uri": "notes:///{name}" },
                "argument": { "name": "name", "value": "" },
            }),
        ),
    ] {
        let result = client.result(method, params).await;
        assert!(!leaks(&result), "{method}: {result}");
        all.push(result);
    }
    all
}

#[tokio::test]
async fn each_revision_is_told_what_it_knows() {
    let router = Contents::new().into_router();
    let latest = everything(&Client::open(&router, LATEST, json!({})).await).await;
    let [
        tools,
        prompts,
        _,
        templates,
        sum,
        list,
        link,
        prompt,
        read,
        completed,
    ] = &latest[..]
    else {
        panic!("{latest:?}")
    };
    assert_eq!(tools["tools"][0]["title"], "Addition");
    assert_eq!(tools["tools"][0]["outputSchema"]["type"], "object");
    assert!(
        tools["tools"][1].get("outputSchema").is_none(),
        "a list is none"
    );
    assert_eq!(
        (
            &prompts["prompts"][0]["title"],
            &templates["resourceTemplates"][0]["title"]
        ),
        (&json!("Greeting"), &json!("Note"))
    );
    assert_eq!(sum["structuredContent"], json!({ "result": 3 }));
    assert!(list.get("structuredContent").is_none());
    assert_eq!(text(list), "[1,2]");
    assert_eq!(link["content"][0]["type"], "resource_link");
    assert_eq!(prompt["messages"][0]["content"]["text"], "Hello, Ada");
    assert_eq!(read["contents"][0]["text"], "A");
    assert_eq!(completed["completion"]["values"], json!(["a"]));

    let march = everything(&Client::open(&router, "2025-03-26", json!({})).await).await;
    let tool = &march[0]["tools"][0];
    assert_eq!(tool["annotations"]["title"], "Addition");
    assert!(tool.get("title").is_none() && tool.get("outputSchema").is_none());
    assert!(march[1]["prompts"][0].get("title").is_none());
    assert!(march[4].get("structuredContent").is_none());
    assert_eq!(text(&march[6]), "a: notes:///a");
    let first = everything(&Client::open(&router, "2024-11-05", json!({})).await).await;
    assert!(first[0]["tools"][0].get("annotations").is_none());
    // Made once, for each revision.
    assert_eq!(
        everything(&Client::open(&router, LATEST, json!({})).await).await,
        latest
    );
}

#[tokio::test]
async fn a_list_is_as_the_server_lists_now() {
    let mut server = Contents::new();
    let visibility = server.visibility();
    let client = Client::open(&server.into_router(), LATEST, json!({})).await;
    let names = |list: Value| {
        let tools = list["tools"].as_array().unwrap().clone();
        tools
            .iter()
            .map(|tool| tool["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        names(client.result("tools/list", json!({})).await),
        ["add", "numbers", "point"]
    );
    visibility.hide_tool("numbers").unwrap();
    assert_eq!(
        names(client.result("tools/list", json!({})).await),
        ["add", "point"]
    );
    visibility.show_tool("numbers").unwrap();
    assert_eq!(
        names(client.result("tools/list", json!({})).await),
        ["add", "numbers", "point"]
    );
}

#[tokio::test]
async fn pages_follow_one_another() {
    let client = Client::open(
        &Contents::new().page_size(2).into_router(),
        LATEST,
        json!({}),
    )
    .await;
    let first = client.result("tools/list", json!({})).await;
    let second = client
        .result("tools/list", json!({ "cursor": first["nextCursor"] }))
        .await;
    assert_eq!(second["tools"][0]["name"], "point");
    assert!(second.get("nextCursor").is_none());
}

#[tokio::test]
async fn a_resource_that_is_not_there_has_the_number_of_its_time() {
    let client = Client::open(&Contents::new().into_router(), LATEST, json!({})).await;
    for uri in ["notes:///b", "other://x"] {
        let error = client
            .request("resources/read", json!({ "uri": uri }))
            .await["error"]
            .take();
        assert_eq!(
            (&error["code"], &error["data"]),
            (&json!(-32002), &json!({ "uri": uri }))
        );
    }
}
