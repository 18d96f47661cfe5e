//! Clients of earlier revisions over stdio: the connection is the session.

use std::time::Duration;

use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};

use super::{LATEST, initialize, text};
use crate::rounds::accept;
use mcp_tests::client::Ask;

/// Who somebody is.
#[derive(Form)]
struct Name {
    name: String,
}

/// Greet somebody.
#[mcp_tool]
fn greet(#[mcp(ask = "Who?")] who: Name) -> String {
    format!("Hello, {}", who.name)
}

/// Tell of a change.
#[mcp_tool]
fn change(notify: Notify, cx: Context, _visibility: Visibility) -> &'static str {
    cx.log(LogLevel::Info, "changing");
    notify.tools_changed();
    "changed"
}

/// Never end.
#[mcp_tool]
async fn endless(cx: Context) {
    cx.log(LogLevel::Info, "waiting");
    std::future::pending::<()>().await;
}

mcp_server! { Lines { name: "lines", version: "1.0.0", tools: [greet, change, endless] } }

struct Client {
    output: BufReader<ReadHalf<DuplexStream>>,
    input: WriteHalf<DuplexStream>,
}

impl Client {
    fn new(server: Lines) -> Self {
        let (client, stream) = tokio::io::duplex(1 << 20);
        let (input, output) = tokio::io::split(stream);
        tokio::spawn(
            server
                .shutdown_timeout(Duration::from_secs(5))
                .serve_stream(input, output),
        );
        let (output, input) = tokio::io::split(client);
        Self {
            output: BufReader::new(output),
            input,
        }
    }

    async fn open(version: &str, capabilities: Value) -> Self {
        let mut client = Self::new(Lines::new());
        client.send(&initialize(version, &capabilities)).await;
        let answer = client.read().await;
        assert_eq!(answer["result"]["protocolVersion"], version);
        let ready = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        client.send(&ready).await;
        client
    }

    async fn send(&mut self, message: &Value) {
        self.input
            .write_all(format!("{message}\n").as_bytes())
            .await
            .unwrap();
    }

    async fn request(&mut self, id: Value, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
            .await;
    }

    async fn call(&mut self, id: u32, tool: &str) {
        self.request(json!(id), "tools/call", json!({ "name": tool }))
            .await;
    }

    async fn read(&mut self) -> Value {
        let mut line = String::new();
        let read = self.output.read_line(&mut line);
        tokio::time::timeout(crate::rounds::SOON, read)
            .await
            .expect("in time")
            .unwrap();
        serde_json::from_str(&line).unwrap()
    }
}

#[tokio::test]
async fn a_connection_has_both_eras_and_its_own_session() {
    let mut client = Client::new(Lines::new());
    let list = Ask::new("tools/list", json!({})).body;
    client.send(&list).await;
    assert_eq!(client.read().await["result"]["resultType"], "complete");
    client.request(json!(1), "tools/list", json!({})).await;
    assert_eq!(
        client.read().await["error"]["code"],
        -32602,
        "before `initialize`"
    );
    client.send(&initialize("2025-06-18", &json!({}))).await;
    let begun = client.read().await;
    assert_eq!(begun["result"]["protocolVersion"], "2025-06-18");
    assert_eq!(
        begun["result"]["capabilities"]["tools"],
        json!({ "listChanged": true })
    );
    client.request(json!("a"), "tools/list", json!({})).await;
    let listed = client.read().await;
    assert!(
        listed["id"] == "a" && listed["result"].get("ttlMs").is_none(),
        "{listed}"
    );
    client.request(json!(2), "ping", json!({})).await;
    assert_eq!(client.read().await["result"], json!({}));
    client.send(&list).await;
    assert_eq!(client.read().await["result"]["resultType"], "complete");
}

#[tokio::test]
async fn questions_are_asked_and_answered_between_the_lines() {
    let mut client = Client::open(LATEST, json!({ "elicitation": {} })).await;
    client.call(7, "greet").await;
    let asked = client.read().await;
    assert_eq!(asked["method"], "elicitation/create");
    let wrong =
        json!({ "jsonrpc": "2.0", "id": "other", "result": accept(json!({ "name": "Eve" })) });
    client.send(&wrong).await;
    let answer =
        json!({ "jsonrpc": "2.0", "id": asked["id"], "result": accept(json!({ "name": "Ada" })) });
    client.send(&answer).await;
    let greeted = client.read().await;
    assert_eq!(
        (&greeted["id"], text(&greeted["result"])),
        (&json!(7), "Hello, Ada")
    );
}

#[tokio::test]
async fn changes_and_logs_come_by_themselves_at_the_connections_level() {
    let mut client = Client::open(LATEST, json!({})).await;
    client.call(1, "change").await;
    let mut seen = Vec::new();
    for _ in 0..3 {
        let message = client.read().await;
        seen.push(message["method"].as_str().unwrap_or("answer").to_owned());
    }
    seen.sort();
    assert_eq!(
        seen,
        [
            "answer",
            "notifications/message",
            "notifications/tools/list_changed"
        ]
    );
    client
        .request(json!(2), "logging/setLevel", json!({ "level": "error" }))
        .await;
    assert_eq!(client.read().await["result"], json!({}));
    client.call(3, "change").await;
    let (one, other) = (client.read().await, client.read().await);
    assert!(one["method"] != "notifications/message" && other["method"] != "notifications/message");
}

#[tokio::test]
async fn a_call_is_cancelled_and_its_id_free_again() {
    let mut client = Client::open("2025-03-26", json!({})).await;
    client.call(1, "endless").await;
    assert_eq!(client.read().await["method"], "notifications/message");
    client.call(1, "endless").await;
    assert_eq!(
        client.read().await["error"]["code"],
        -32600,
        "still running"
    );
    let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } });
    client.send(&cancel).await;
    let batch = json!([{ "jsonrpc": "2.0", "id": 1, "method": "ping" }, cancel]);
    client.send(&batch).await;
    assert_eq!(
        client.read().await,
        json!([{ "jsonrpc": "2.0", "id": 1, "result": {} }])
    );
}

#[tokio::test]
async fn a_server_for_todays_clients_alone_says_so() {
    let mut client = Client::new(Lines::new().legacy(false));
    client.send(&initialize(LATEST, &json!({}))).await;
    let error = client.read().await["error"].take();
    assert_eq!(error["data"]["supported"], json!(["2026-07-28"]));
}
