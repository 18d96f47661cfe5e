//! Calls of tools that a lister has: by whom, with which arguments and headers, and who sees them.

use std::sync::{Arc, Mutex};

use mcp_runtime::prelude::*;
use mcp_runtime::server::{CallInfo, CallResponse, Middleware, Next};
use mcp_runtime::testing::Client;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};

use super::prompts::Saved;
use super::resources::Rows;
use super::{Bare, Mixed, Shelf, ada};
use mcp_tests::client::{Ask, Reply};

#[tokio::test]
async fn a_tool_is_called_as_its_caller_with_arguments_that_its_schema_allows() {
    let router = Mixed::new().dynamic_tools(Shelf).into_router();
    let paint = |arguments: Value, count: &str| {
        Ask::tool("paint", arguments).header("mcp-param-count", count)
    };
    let painted = paint(json!({ "count": 2 }), "2")
        .meta("progressToken", json!(1))
        .send(&router)
        .await;
    assert_eq!(
        painted.messages()[0]["params"]["progress"],
        1.0,
        "progress comes first"
    );
    assert_eq!(painted.ok_text(), r#"paint {"count":2} for None"#);
    assert_eq!(
        painted.result()["structuredContent"],
        json!({ "done": true })
    );
    let wrong = paint(json!({ "count": 0, "colour": "rde", "size": 1 }), "0")
        .send(&router)
        .await
        .error_text();
    for mistake in [
        "`count` must be an integer of 1 or more, got 0",
        "did you mean \"red\"?",
        "`size` is unknown",
    ] {
        assert!(wrong.contains(mistake), "{wrong}");
    }
    assert!(
        Ask::tool("paint", json!({}))
            .send(&router)
            .await
            .error_text()
            .contains("`count` is required: How many")
    );
    for arguments in [json!([]), json!("count")] {
        assert_eq!(
            Ask::tool("paint", arguments).send(&router).await.refusal(),
            (200, -32602)
        );
    }
    let twice = paint(json!({}), "1");
    let body = twice
        .body
        .to_string()
        .replace(r#""arguments":{}"#, r#""arguments":{"count":1,"count":1}"#);
    assert_eq!(
        Reply::to(&router, twice.request_of(body)).await.refusal(),
        (200, -32602),
        "two readers might differ"
    );
    assert_eq!(
        Ask::tool("first", json!({})).send(&router).await.ok_text(),
        "of the table"
    );
    assert_eq!(
        Ask::tool("safe", json!({})).send(&router).await.refusal(),
        (200, -32602),
        "not for everybody"
    );
    assert_eq!(
        Ask::tool("safe", json!({}))
            .send(&ada(router))
            .await
            .ok_text(),
        r#"safe {} for Some("ada")"#
    );
}

#[tokio::test]
async fn headers_are_compared_as_with_tools_of_the_table() {
    let router = Mixed::new().dynamic_tools(Shelf).into_router();
    let ask = Ask::tool("paint", json!({ "count": 2 }));
    for wrong in [
        ask.clone(),
        ask.clone().header("mcp-param-count", "3"),
        ask.clone()
            .header("mcp-param-count", "2")
            .with("mcp-name", "safe"),
        ask.clone()
            .header("mcp-param-count", "2")
            .without("mcp-name"),
        Ask::tool("paint", json!({})).header("mcp-param-count", "2"),
    ] {
        assert_eq!(
            wrong.send(&router).await.refusal(),
            (400, -32020),
            "{:?}",
            wrong.headers
        );
    }
    assert!(
        !ask.header("mcp-param-count", "2")
            .send(&router)
            .await
            .text()
            .1
    );
    assert_eq!(
        Ask::tool("nothing", json!({}))
            .header("mcp-param-count", "2")
            .send(&router)
            .await
            .refusal(),
        (200, -32602),
        "names come first"
    );
}

#[tokio::test]
async fn middleware_sees_calls_but_no_lists() {
    /// Notes what it sees.
    struct Note(Arc<Mutex<Vec<String>>>);
    impl Middleware for Note {
        async fn around(&self, call: &CallInfo, next: Next<'_>) -> CallResponse {
            self.0
                .lock()
                .unwrap()
                .push(format!("{} {}", call.method(), call.name()));
            if call.name() == "letter" {
                call.fail("not now")
            } else {
                next.run().await
            }
        }
    }
    let seen = Arc::new(Mutex::new(Vec::new()));
    let server = Mixed::new()
        .middleware(Note(seen.clone()))
        .dynamic_tools(Shelf)
        .dynamic_prompts(Saved)
        .dynamic_resources(Rows);
    let client = Client::new(server).with_principal(Principal::new("ada"));
    assert_eq!(client.tools().await.len(), 5);
    assert_eq!(
        client.call("safe", json!({})).await.text(),
        r#"safe {} for Some("ada")"#
    );
    assert_eq!(
        client
            .prompt("letter", json!({ "to": "Ada" }))
            .await
            .refusal(),
        Some((-32602, "not now"))
    );
    assert_eq!(
        client.read("rows:///1").await.contents()[0]["text"],
        "a,b,c"
    );
    assert_eq!(
        *seen.lock().unwrap(),
        [
            "tools/call safe",
            "prompts/get letter",
            "resources/read rows:///1"
        ]
    );
}

#[tokio::test]
async fn it_is_the_same_over_stdio() {
    let (client, server) = tokio::io::duplex(1 << 20);
    let (input, output) = tokio::io::split(server);
    let server = tokio::spawn(Bare::new().dynamic_tools(Shelf).serve_stream(input, output));
    let (output, mut input) = tokio::io::split(client);
    let mut lines = BufReader::new(output).lines();
    let mut exchange = async |ask: Ask| {
        input
            .write_all(format!("{}\n", ask.body).as_bytes())
            .await
            .unwrap();
        let line = tokio::time::timeout(crate::rounds::SOON, lines.next_line())
            .await
            .expect("an answer in time");
        serde_json::from_str::<Value>(&line.unwrap().unwrap()).unwrap()
    };
    let first = exchange(Ask::new("tools/list", json!({}))).await;
    assert_eq!(first["result"]["tools"][0]["name"], "paint");
    let second = exchange(Ask::new(
        "tools/list",
        json!({ "cursor": first["result"]["nextCursor"] }),
    ))
    .await;
    assert_eq!(
        (
            &second["result"]["tools"][0]["name"],
            &second["result"]["cacheScope"]
        ),
        (&json!("ask"), &json!("private"))
    );
    let called = exchange(Ask::tool("paint", json!({ "count": 1 }))).await;
    assert_eq!(
        called["result"]["content"][0]["text"], r#"paint {"count":1} for None"#,
        "without headers to compare"
    );
    assert_eq!(
        exchange(Ask::tool("x", json!({}))).await["error"]["code"],
        -32602
    );
    input.shutdown().await.unwrap();
    server.await.unwrap().unwrap();
}
