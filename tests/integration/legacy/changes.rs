//! Streams of calls, and the stream of changes.

use std::sync::Arc;
use std::time::Duration;

use mcp_runtime::prelude::*;
use mcp_runtime::store::MemoryStore;
use mcp_runtime::subscription::Change;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::{Client, LATEST, Messages};
use crate::subscriptions::Shared;

/// Report.
#[mcp_tool]
async fn report(cx: Context) -> &'static str {
    for step in [1u32, 2] {
        cx.progress((step, 2));
        cx.log(LogLevel::Info, format!("step {step}"));
        cx.log(LogLevel::Debug, "detail");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    "done"
}

/// Say when it is done, and when it isn't.
#[mcp_tool]
async fn slow(
    State(told): State<mpsc::UnboundedSender<&'static str>>,
    cx: Context,
) -> &'static str {
    cx.progress(1.0);
    let _ = told.send("begun");
    tokio::time::sleep(Duration::from_millis(50)).await;
    let _ = told.send("done");
    "done"
}

/// A resource.
#[mcp_resource("x://{name}")]
fn resource(name: String) -> String {
    name
}

mcp_server! {
    Streams {
        name: "streams", version: "1.0.0", state: mpsc::UnboundedSender<&'static str>,
        tools: [report, slow], resources: [resource],
    }
}

fn server() -> Streams {
    Streams::new(mpsc::unbounded_channel().0)
}

async fn all(mut messages: Messages) -> Vec<Value> {
    let mut all = Vec::new();
    while let Some(message) = messages.next().await {
        all.push(message);
    }
    all
}

fn methods(messages: &[Value]) -> Vec<&str> {
    messages
        .iter()
        .map(|message| message["method"].as_str().unwrap_or("answer"))
        .collect()
}

#[tokio::test]
async fn a_call_streams_progress_and_logs_at_the_sessions_level() {
    let client = Client::open(&server().into_router(), LATEST, json!({})).await;
    let called = |meta: Value| {
        client.start(
            json!(3),
            "tools/call",
            json!({ "name": "report", "_meta": meta }),
        )
    };
    let (progress, log) = ("notifications/progress", "notifications/message");
    let messages = all(called(json!({ "progressToken": "t" })).await).await;
    assert_eq!(methods(&messages), [progress, log, progress, log, "answer"]);
    assert_eq!(messages[0]["params"]["progressToken"], "t");
    assert_eq!(
        methods(&all(called(json!({})).await).await),
        [log, log, "answer"]
    );

    assert_eq!(
        client
            .result("logging/setLevel", json!({ "level": "error" }))
            .await,
        json!({})
    );
    assert_eq!(methods(&all(called(json!({})).await).await), ["answer"]);
    client
        .result("logging/setLevel", json!({ "level": "debug" }))
        .await;
    assert_eq!(methods(&all(called(json!({})).await).await).len(), 5);
    let wrong = client
        .request("logging/setLevel", json!({ "level": "loud" }))
        .await;
    assert_eq!(wrong["error"]["code"], -32602);
}

#[tokio::test]
async fn a_client_that_goes_away_does_not_cancel() {
    let (told, mut events) = mpsc::unbounded_channel();
    let client = Client::open(&Streams::new(told).into_router(), LATEST, json!({})).await;
    let params = json!({ "name": "slow", "_meta": { "progressToken": 1 } });
    let mut messages = client.start(json!(1), "tools/call", params).await;
    assert_eq!(
        messages.next().await.unwrap()["method"],
        "notifications/progress"
    );
    drop(messages);
    assert_eq!(events.recv().await, Some("begun"));
    assert_eq!(events.recv().await, Some("done"));
}

#[tokio::test]
async fn changes_come_on_the_stream_that_was_opened_last() {
    let mut server = server();
    let notify = server.notify();
    let client = Client::open(&server.into_router(), LATEST, json!({})).await;
    let mut first = Messages::of(client.other("GET").await);
    assert!(first.status == 200 && first.is_stream());
    notify.tools_changed();
    let told = first.next().await.unwrap();
    let list = "notifications/tools/list_changed";
    assert_eq!(told, json!({ "jsonrpc": "2.0", "method": list }));
    let _second = Messages::of(client.other("GET").await);
    assert_eq!(first.next().await, None, "the first one has ended");
}

#[tokio::test]
async fn the_stream_ends_with_the_server() {
    let mut server = server();
    let (shutdown_handle, notify) = (server.shutdown_handle(), server.notify());
    let client = Client::open(&server.into_router(), LATEST, json!({})).await;
    let mut changes = Messages::of(client.other("GET").await);
    notify.prompts_changed();
    assert_eq!(
        changes.next().await.unwrap()["method"],
        "notifications/prompts/list_changed"
    );
    shutdown_handle.shutdown();
    assert_eq!(changes.next().await, None);
}

#[test]
fn a_signal_is_a_change_that_a_bus_carries() {
    let text = serde_json::to_string(&Change::Signal("x".into())).unwrap();
    assert_eq!(text, r#"{"signal":"x"}"#);
}

#[tokio::test]
async fn a_change_right_after_a_subscription_reaches_the_open_stream() {
    let mut server = server();
    let notify = server.notify();
    let client = Client::open(&server.into_router(), LATEST, json!({})).await;
    let mut changes = Messages::of(client.other("GET").await);
    let uri = json!({ "uri": "x://a" });
    notify.resource_updated("x://a");
    client.result("resources/subscribe", uri.clone()).await;
    // Nobody has read from the stream since, so that it doesn't know of the subscription yet.
    notify.resource_updated("x://a");
    let told = changes.next().await.unwrap();
    assert_eq!(told["method"], "notifications/resources/updated");
    assert_eq!(told["params"], uri);
    notify.tools_changed();
    let next = changes.next().await.unwrap();
    assert_eq!(next["method"], "notifications/tools/list_changed");
    client.result("resources/unsubscribe", uri).await;
    // A stream looks its session up before it passes a message on.
    notify.prompts_changed();
    let next = changes.next().await.unwrap();
    assert_eq!(next["method"], "notifications/prompts/list_changed");
    notify.resource_updated("x://a");
    notify.resources_changed();
    let next = changes.next().await.unwrap();
    assert_eq!(next["method"], "notifications/resources/list_changed");
}

#[tokio::test]
async fn a_change_right_after_a_subscription_reaches_the_stream_on_another_instance() {
    let (store, bus) = (Arc::new(MemoryStore::new()), Shared::default());
    let keys = mcp_runtime::SealingKeys::new([[1; 32]]).unwrap();
    let instance = || {
        server()
            .sealing_keys(keys.clone())
            .store(store.clone())
            .bus(bus.clone())
    };
    let (here, mut there) = (instance().into_router(), instance());
    let notify = there.notify();
    let there = there.into_router();
    let client = Client::open(&here, LATEST, json!({})).await;
    let mut changes = Messages::of(client.other("GET").await);
    let other = client.at(&there);
    for name in ["a", "b"] {
        let uri = json!({ "uri": format!("x://{name}") });
        other.result("resources/subscribe", uri.clone()).await;
        notify.resource_updated(format!("x://{name}"));
        assert_eq!(changes.next().await.unwrap()["params"], uri);
    }
}

#[tokio::test]
async fn streams_of_earlier_revisions_cannot_be_resumed() {
    let mut server = server();
    let notify = server.notify();
    let client = Client::open(&server.into_router(), "2025-06-18", json!({})).await;
    let called = json!({ "name": "report", "_meta": { "progressToken": 1 } });
    let call = client.start(json!(1), "tools/call", called).await;
    let text = call.text().await;
    assert!(text.contains("data: ") && !text.contains("id: "), "{text}");
    let resumed = client.other_with("GET", &[("last-event-id", "7")]).await;
    let mut changes = Messages::of(resumed);
    assert!(changes.status == 200 && changes.is_stream());
    notify.tools_changed();
    let next = changes.next().await.unwrap();
    assert_eq!(next["method"], "notifications/tools/list_changed");
}
