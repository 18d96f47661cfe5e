//! How much there may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use mcp_runtime::prelude::*;
use mcp_runtime::store::MemoryStore;
use serde_json::{Value, json};

use super::{Gate, about, call, made, once, pass, sent_by, server};

/// How many bodies run, and ran at most.
#[derive(Clone, Default)]
struct Peak {
    gate: Gate,
    running: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Peak {
    async fn work(&self) {
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(running, Ordering::SeqCst);
        self.gate.done.add_permits(1);
        pass(&self.gate.open).await;
        self.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Work, one at a time.
#[mcp_tool(read_only, concurrency = 1, task)]
async fn alone(State(peak): State<Peak>) -> &'static str {
    peak.work().await;
    "done"
}

/// Work beside others.
#[mcp_tool(read_only, task)]
async fn beside(State(peak): State<Peak>) -> &'static str {
    peak.work().await;
    "done"
}

/// Have it done.
#[mcp_tool(read_only, task)]
async fn at_once() -> &'static str {
    tokio::task::yield_now().await;
    "done"
}

/// Write much.
#[mcp_tool(read_only, task)]
async fn much(bytes: usize) -> String {
    tokio::task::yield_now().await;
    "x".repeat(bytes)
}

mcp_server! {
    Workers {
        name: "workers",
        version: "1.0.0",
        state: Peak,
        tools: [alone, beside, at_once, much],
    }
}

/// A server whose tasks have 16 KiB.
fn with_little_room() -> (Router, Peak) {
    let (peak, store) = (Peak::default(), MemoryStore::new().max_bytes(128 << 10));
    (Workers::new(peak.clone()).store(store).into_router(), peak)
}

#[tokio::test]
async fn tasks_that_have_ended_make_way_for_new_ones() {
    let (router, peak) = with_little_room();
    let running = made(&router, call("alone", json!({}))).await;
    pass(&peak.gate.done).await;
    let mut ids = Vec::new();
    for _ in 0..100 {
        let id = made(&router, call("much", json!({ "bytes": 1_000 }))).await;
        once(&router, &id, "completed").await;
        ids.push(id);
    }
    let gone = about("tasks/get", &ids[0]).send(&router).await;
    assert_eq!(gone.refusal(), (200, -32602));
    once(&router, &ids[99], "completed").await;
    once(&router, &running, "working").await;
    peak.gate.open(1);
    once(&router, &running, "completed").await;
}

#[tokio::test]
async fn a_result_that_finds_no_room_is_a_failure() {
    let (router, _) = with_little_room();
    let id = made(&router, call("much", json!({ "bytes": 20_000 }))).await;
    let failed = once(&router, &id, "failed").await;
    let message = failed["statusMessage"].as_str().unwrap();
    assert!(message.contains("no room"), "{failed}");
}

#[tokio::test]
async fn a_process_works_on_so_many_tasks_at_a_time() {
    let peak = Peak::default();
    let router = Workers::new(peak.clone()).task_workers(2).into_router();
    let mut ids = Vec::new();
    for _ in 0..5 {
        ids.push(made(&router, call("beside", json!({}))).await);
    }
    pass(&peak.gate.done).await;
    pass(&peak.gate.done).await;
    peak.gate.open(5);
    for id in &ids {
        once(&router, id, "completed").await;
    }
    assert_eq!(peak.most.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_tool_has_so_many_workers_and_leaves_the_others_to_other_tools() {
    let peak = Peak::default();
    let router = Workers::new(peak.clone()).task_workers(2).into_router();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(made(&router, call("alone", json!({}))).await);
    }
    pass(&peak.gate.done).await;
    // Those that wait for their tool hold no worker.
    let other = made(&router, call("at_once", json!({}))).await;
    once(&router, &other, "completed").await;
    peak.gate.open(3);
    for id in &ids {
        once(&router, id, "completed").await;
    }
    assert_eq!(peak.most.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_caller_has_so_many_tasks_at_a_time() {
    let (server, gate) = server();
    let router = server.max_tasks_per_caller(2).max_tasks(3).into_router();
    let ask = call("count", json!({ "text": "a" }));
    let first = made(&router, ask.clone()).await;
    made(&router, ask.clone()).await;
    let refused = ask.send(&router).await;
    assert_eq!(refused.refusal(), (503, 503));
    assert!(refused.headers.contains_key("retry-after"));
    let error: Value = serde_json::from_str(&refused.body).unwrap();
    assert!(
        error["error"]["data"]["retryAfterMs"].is_number(),
        "{error}"
    );

    // Another caller has room, and then the server has none.
    sent_by(&router, "ada", &ask).await.result();
    assert_eq!(sent_by(&router, "ada", &ask).await.refusal(), (503, 503));

    // What has ended makes room.
    about("tasks/cancel", &first).send(&router).await.result();
    made(&router, ask.clone()).await;
    gate.open(10);
}

#[tokio::test]
async fn a_result_beyond_the_greatest_size_is_a_failure() {
    let (server, _) = server();
    let router = server.max_task_size(2_000).into_router();
    let id = made(&router, call("names", json!({}))).await;
    once(&router, &id, "input_required").await;
    let long = "x".repeat(3_000);
    let accept = json!({ "action": "accept", "content": { "name": long } });
    let refused = super::answering(&id, json!({ "first": accept }))
        .send(&router)
        .await;
    assert_eq!(refused.refusal(), (200, -32602));
    assert!(
        refused.error_message().contains("2000 are the most"),
        "{}",
        refused.body
    );

    let refused = call("count", json!({ "text": long })).send(&router).await;
    assert_eq!(refused.refusal(), (200, -32602));
}
