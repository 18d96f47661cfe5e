//! Answers as streams: opened only when there is something to say, and over when the client goes.

use std::sync::Mutex;
use std::time::Duration;

use axum::Router;
use http_body_util::BodyExt;
use mcp_runtime::prelude::*;
use serde_json::{Value, json};
use tokio::sync::{Notify, mpsc};
use tower::ServiceExt;

use mcp_tests::client::{Ask, Reply};

/// Report progress and logs.
#[mcp_tool]
async fn report(#[mcp(default = false)] slowly: bool, cx: Context) -> &'static str {
    for step in [0u32, 50, 50, 100] {
        cx.progress((step, 100));
        cx.log_as("worker", LogLevel::Debug, json!({ "step": step }));
        cx.log(LogLevel::Warning, format!("at {step}"));
        if slowly {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }
    "done"
}

/// Never say a word.
#[mcp_tool]
async fn silent(ms: u64) -> &'static str {
    tokio::time::sleep(Duration::from_millis(ms)).await;
    "at last"
}

/// Emit, then fail in a way that is not the model's business.
#[mcp_tool]
async fn fails_late(cx: Context) -> Result<(), ToolError> {
    cx.progress(1.0);
    tokio::time::sleep(Duration::from_millis(5)).await;
    cx.require(mcp_runtime::protocol::ClientCapability::Roots)
}

/// Emit, then panic.
#[mcp_tool]
async fn panics_late(cx: Context) {
    cx.progress(1.0);
    tokio::time::sleep(Duration::from_millis(5)).await;
    panic!("secret");
}

/// Emit, then never end.
#[mcp_tool(timeout = "100ms")]
async fn endless(cx: Context) {
    cx.progress(1.0);
    std::future::pending::<()>().await;
}

/// The events of a call that the tests below watch from outside.
#[derive(Clone)]
struct Watch {
    events: mpsc::UnboundedSender<&'static str>,
    go: std::sync::Arc<Notify>,
}

/// Says when it is dropped.
struct Dropped(mpsc::UnboundedSender<&'static str>);

impl Drop for Dropped {
    fn drop(&mut self) {
        let _ = self.0.send("dropped");
    }
}

/// Wait until the client goes away.
#[mcp_tool]
async fn wait(#[mcp(default = false)] emit: bool, State(watch): State<Watch>, cx: Context) {
    let _dropped = Dropped(watch.events.clone());
    if emit {
        cx.progress(1.0);
    }
    let shielded = {
        let (cx, watch) = (cx.clone(), watch.clone());
        async move {
            let _ = watch.events.send("started");
            cx.cancelled().await;
            assert!(cx.is_cancelled());
            watch.go.notified().await;
            let _ = watch.events.send("shielded to its end");
        }
    };
    cx.shield(shielded).await;
}

mcp_server! {
    Streams { name: "streams", version: "1.0.0", state: Watch, tools: [report, silent, fails_late, panics_late, endless, wait] }
}

fn watched() -> (Watch, mpsc::UnboundedReceiver<&'static str>) {
    let (events, received) = mpsc::unbounded_channel();
    (
        Watch {
            events,
            go: std::sync::Arc::default(),
        },
        received,
    )
}

fn router() -> Router {
    Streams::new(watched().0)
        .keep_alive(Duration::from_millis(300))
        .into_router()
}

fn values(messages: &[Value], method: &str, pointer: &str) -> Vec<Value> {
    messages
        .iter()
        .filter(|m| m["method"] == method)
        .map(|m| m.pointer(pointer).unwrap().clone())
        .collect()
}

#[tokio::test]
async fn without_being_asked_nothing_is_emitted_and_the_answer_is_one_object() {
    // A call that is silent for long becomes a stream; on a busy machine, this one may be.
    let router = Streams::new(watched().0).into_router();
    for slowly in [false, true] {
        let reply = Ask::tool("report", json!({ "slowly": slowly }))
            .send(&router)
            .await;
        assert_eq!(reply.headers["content-type"], "application/json");
        assert_eq!(reply.ok_text(), "done");
    }
}

#[tokio::test]
async fn what_was_asked_for_comes_before_the_answer() {
    for slowly in [false, true] {
        let ask = Ask::tool("report", json!({ "slowly": slowly }))
            .meta("progressToken", json!("t\"1"))
            .meta("io.modelcontextprotocol/logLevel", json!("info"));
        let reply = ask.send(&router()).await;
        assert_eq!(reply.headers["content-type"], "text/event-stream");
        assert_eq!(reply.headers["x-accel-buffering"], "no");
        assert_eq!(reply.headers["cache-control"], "no-cache");
        let messages = reply.messages();
        assert_eq!(
            values(&messages, "notifications/progress", "/params/progress"),
            [0.0, 50.0, 100.0],
            "it increases"
        );
        assert_eq!(
            values(&messages, "notifications/progress", "/params/progressToken"),
            ["t\"1", "t\"1", "t\"1"]
        );
        assert_eq!(
            values(&messages, "notifications/message", "/params/data"),
            ["at 0", "at 50", "at 50", "at 100"],
            "at the level or above"
        );
        assert_eq!(messages.len(), 8);
        assert_eq!(reply.ok_text(), "done", "the answer is the last message");
    }
}

#[tokio::test]
async fn a_long_silence_becomes_a_stream_that_is_kept_alive() {
    let reply = Ask::tool("silent", json!({ "ms": 1500 }))
        .send(&router())
        .await;
    assert_eq!(reply.headers["content-type"], "text/event-stream");
    assert!(
        reply
            .body
            .lines()
            .filter(|line| line.starts_with(':'))
            .count()
            >= 2,
        "{}",
        reply.body
    );
    assert_eq!(reply.ok_text(), "at last");
    let quick = Ask::tool("silent", json!({ "ms": 5 }))
        .send(&router())
        .await;
    assert_eq!(quick.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_call_that_fails_after_its_stream_began_still_answers() {
    let emit = |name: &str| Ask::tool(name, json!({})).meta("progressToken", json!(1));
    let router = router();
    let reply = emit("fails_late").send(&router).await;
    assert_eq!(reply.messages().pop().unwrap()["error"]["code"], -32021);
    let text = emit("panics_late").send(&router).await.error_text();
    assert!(
        text.contains("error id") && !text.contains("secret"),
        "{text}"
    );
    assert!(
        emit("endless")
            .send(&router)
            .await
            .error_text()
            .contains("took longer")
    );
}

#[tokio::test]
async fn a_call_is_dropped_when_its_client_goes_and_what_is_shielded_is_not() {
    for emit in [false, true] {
        let (watch, mut events) = watched();
        let go = watch.go.clone();
        let router = Streams::new(watch).into_router();
        let ask = Ask::tool("wait", json!({ "emit": emit })).meta("progressToken", json!(1));
        let request = tokio::spawn({
            let router = router.clone();
            async move {
                let response = router.oneshot(ask.request()).await.unwrap();
                // A stream has begun; its client reads on.
                let _ = response.into_body().collect().await;
            }
        });
        assert_eq!(events.recv().await, Some("started"));
        request.abort();
        assert_eq!(events.recv().await, Some("dropped"), "emit: {emit}");
        go.notify_one();
        assert_eq!(
            events.recv().await,
            Some("shielded to its end"),
            "emit: {emit}"
        );
    }
}

#[tokio::test]
async fn streams_of_several_calls_do_not_mix() {
    let router = router();
    let replies = (0..20).map(|i| {
        let mut ask =
            Ask::tool("report", json!({ "slowly": true })).meta("progressToken", json!(i));
        ask.body["id"] = json!(i);
        let router = router.clone();
        async move { (i, ask.send(&router).await) }
    });
    let all: Mutex<Vec<(i32, Reply)>> = Mutex::new(futures_util::future::join_all(replies).await);
    for (i, reply) in all.into_inner().unwrap() {
        let messages = reply.messages();
        assert_eq!(
            values(&messages, "notifications/progress", "/params/progressToken"),
            [i, i, i]
        );
        assert_eq!(messages.last().unwrap()["id"], i);
    }
}
