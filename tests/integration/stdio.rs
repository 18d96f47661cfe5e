//! One message a line: many calls in flight, answers as they finish, and nothing lost at the end.

use std::collections::HashSet;
use std::time::Duration;

use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;

use mcp_tests::client::Ask;

/// Add two integers.
#[mcp_tool]
fn add(a: i64, b: i64) -> i64 {
    a + b
}

/// Answer after a while.
#[mcp_tool]
async fn after(ms: u64, cx: Context) -> u64 {
    cx.progress(1.0);
    tokio::time::sleep(Duration::from_millis(ms)).await;
    cx.progress(2.0);
    ms
}

/// Emit and end at once.
#[mcp_tool]
#[allow(clippy::unused_async)] // So it ends when it is first polled, and on no other thread.
async fn report(cx: Context) -> &'static str {
    cx.log(LogLevel::Info, "reporting");
    cx.progress(1.0);
    "reported"
}

/// Take a schema given by hand, over several lines.
#[mcp_tool(input_schema = r#"{
    "type": "object"
}"#)]
fn given(Args(_): Args<serde_json::Map<String, Value>>) {}

mcp_server! { Lines { name: "lines", version: "1.0.0", tools: [add, after, report, given] } }

struct Client {
    output: BufReader<ReadHalf<DuplexStream>>,
    input: WriteHalf<DuplexStream>,
    server: JoinHandle<Result<(), mcp_runtime::ServeError>>,
}

impl Client {
    fn new() -> Self {
        Self::with_buffer(1 << 20)
    }

    fn with_buffer(size: usize) -> Self {
        let (client, server) = tokio::io::duplex(size);
        let (input, output) = tokio::io::split(server);
        let server = Lines::new()
            .body_limit(2000)
            .shutdown_timeout(Duration::from_secs(5));
        let server = tokio::spawn(server.serve_stream(input, output));
        let (output, input) = tokio::io::split(client);
        Self {
            output: BufReader::new(output),
            input,
            server,
        }
    }

    async fn write(&mut self, text: &str) {
        self.input.write_all(text.as_bytes()).await.unwrap();
    }

    async fn send(&mut self, id: Value, ask: Ask) {
        let mut ask = ask;
        ask.body["id"] = id;
        self.write(&format!("{}\n", ask.body)).await;
    }

    async fn read(&mut self) -> Option<Value> {
        let mut line = String::new();
        let read =
            tokio::time::timeout(Duration::from_secs(10), self.output.read_line(&mut line)).await;
        match read.expect("an answer in time").unwrap() {
            0 => None,
            _ => Some(serde_json::from_str(&line).unwrap()),
        }
    }

    /// Ends the input and reads what is left.
    async fn finish(mut self) -> Vec<Value> {
        self.input.shutdown().await.unwrap();
        let mut rest = Vec::new();
        while let Some(message) = self.read().await {
            rest.push(message);
        }
        self.server.await.unwrap().unwrap();
        rest
    }
}

fn add_ask(a: i64) -> Ask {
    Ask::tool("add", json!({ "a": a, "b": 1 }))
}

fn text(message: &Value) -> &str {
    message
        .pointer("/result/content/0/text")
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("{message}"))
}

#[tokio::test]
async fn every_line_is_answered() {
    let mut client = Client::new();
    client
        .send(json!("d"), Ask::new("server/discover", json!({})))
        .await;
    assert_eq!(
        client.read().await.unwrap()["result"]["supportedVersions"],
        json!(["2026-07-28"])
    );
    client
        .send(json!(2), Ask::new("tools/list", json!({})))
        .await;
    let list = client.read().await.unwrap();
    assert_eq!(
        list["result"]["tools"].as_array().unwrap().len(),
        4,
        "on one line, whatever was given by hand"
    );
    client.send(json!(3), add_ask(1)).await;
    assert_eq!(text(&client.read().await.unwrap()), "2");
    client
        .send(json!(4), Ask::new("initialize", json!({})))
        .await;
    assert_eq!(client.read().await.unwrap()["error"]["code"], -32601);
    client.write("{\"jsonrpc\":\n\n   \r\n").await;
    assert_eq!(
        client.read().await.unwrap()["error"]["code"],
        -32700,
        "and blank lines are nothing"
    );
    client
        .write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/unknown\"}\n")
        .await;
    let report = Ask::tool("report", json!({})).meta("progressToken", json!("t"));
    client
        .send(
            json!(5),
            report.meta("io.modelcontextprotocol/logLevel", json!("info")),
        )
        .await;
    assert_eq!(
        client.read().await.unwrap()["method"],
        "notifications/message"
    );
    assert_eq!(
        text(&client.read().await.unwrap()),
        "reported",
        "progress that comes with its answer is no news"
    );
    assert_eq!(client.finish().await, [] as [Value; 0]);
}

#[tokio::test]
async fn thousands_of_lines_at_once_are_each_answered_once() {
    let Client {
        mut output,
        mut input,
        server,
    } = Client::new();
    let feeding = tokio::spawn(async move {
        for i in 0..5000 {
            let mut ask = add_ask(i);
            ask.body["id"] = json!(i);
            input
                .write_all(format!("{}\n", ask.body).as_bytes())
                .await
                .unwrap();
        }
        input.shutdown().await.unwrap();
        input
    });
    // Each call is a task, so that no order is promised.
    let mut left: HashSet<i64> = (0..5000).collect();
    let mut line = String::new();
    while !left.is_empty() {
        line.clear();
        output.read_line(&mut line).await.unwrap();
        let message: Value = serde_json::from_str(&line).unwrap();
        let id = message["id"].as_i64().unwrap();
        assert!(left.remove(&id), "{id} is answered twice");
        assert_eq!(text(&message), (id + 1).to_string());
    }
    server.await.unwrap().unwrap();
    feeding.await.unwrap();
}

#[tokio::test]
async fn answers_come_as_calls_finish() {
    let mut client = Client::new();
    client
        .send(
            json!(1),
            Ask::tool("after", json!({ "ms": 300 })).meta("progressToken", json!(1)),
        )
        .await;
    client
        .send(json!(2), Ask::tool("after", json!({ "ms": 20 })))
        .await;
    client.send(json!(3), add_ask(1)).await;
    let mut order = Vec::new();
    while order.len() < 3 {
        let message = client.read().await.unwrap();
        if message.get("id").is_some() {
            order.push(message["id"].clone());
        } else {
            assert_eq!(message["params"]["progressToken"], 1);
        }
    }
    assert_eq!(order, [3, 2, 1]);
}

#[tokio::test]
async fn a_cancelled_call_is_never_heard_of_again() {
    let mut client = Client::new();
    let slow = || Ask::tool("after", json!({ "ms": 60_000 }));
    client.send(json!(1), slow()).await;
    client.send(json!("1"), slow()).await;
    client.send(json!(1), add_ask(1)).await;
    let refused = client.read().await.unwrap();
    assert_eq!(
        (&refused["id"], &refused["error"]["code"]),
        (&json!(1), &json!(-32600)),
        "an id in flight can't be used again"
    );
    for id in [json!(1), json!("\u{31}"), json!(99)] {
        let cancel = json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": id, "reason": "enough" } });
        client.write(&format!("{cancel}\n")).await;
    }
    client
        .write("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\"}\n")
        .await;
    client.send(json!(1), add_ask(5)).await;
    assert_eq!(
        text(&client.read().await.unwrap()),
        "6",
        "a cancelled id is free again"
    );
    assert_eq!(client.finish().await, [] as [Value; 0]);
}

#[tokio::test]
async fn the_end_of_input_waits_for_what_is_in_flight() {
    let mut client = Client::new();
    client
        .send(json!(1), Ask::tool("after", json!({ "ms": 100 })))
        .await;
    let mut last = add_ask(1);
    last.body["id"] = json!(2);
    client.write(&last.body.to_string()).await;
    let ids: Vec<Value> = client
        .finish()
        .await
        .iter()
        .map(|m| m["id"].clone())
        .collect();
    assert_eq!(ids, [2, 1], "also a last line without its end");
}

#[tokio::test]
async fn a_line_over_the_limit_is_refused_and_the_next_one_answered() {
    let mut client = Client::new();
    let long = "x".repeat(5_000_000);
    client.write(&long).await;
    client.write("\n").await;
    let refused = client.read().await.unwrap();
    assert_eq!(
        (refused.get("id"), &refused["error"]["code"]),
        (None, &json!(-32600))
    );
    client.send(json!(1), add_ask(1)).await;
    assert_eq!(text(&client.read().await.unwrap()), "2");
}

#[tokio::test]
async fn a_client_that_never_reads_is_not_read_from_forever() {
    let mut client = Client::with_buffer(64 << 10);
    let mut list = Ask::new("tools/list", json!({}));
    list.body["id"] = json!(1);
    let line = format!("{}\n", list.body);
    let mut sent = 0;
    // The server takes lines as long as it may keep answers; then it stops, and so must the client.
    while sent < 100_000
        && tokio::time::timeout(
            Duration::from_millis(300),
            client.input.write_all(line.as_bytes()),
        )
        .await
        .is_ok()
    {
        sent += 1;
    }
    assert!(sent < 100_000, "the server took everything");
    assert!(!client.server.is_finished());
    client.server.abort();
}
