//! Who is refused, in which order, and what the refusal tells.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use mcp_runtime::prelude::*;
use mcp_runtime::store::{Condition, Key, MemoryStore, Record, Revision, Store, StoreError};
use mcp_tests::client::Ask;
use serde_json::{Value, json};

use super::{about, call, made, once, router, sent_by, server};

const METHODS: [&str; 3] = ["tasks/get", "tasks/update", "tasks/cancel"];

/// Say hello.
#[mcp_tool]
fn hello() -> &'static str {
    "hello"
}

mcp_server! { Plain { name: "plain", version: "1.0.0", tools: [hello] } }

#[tokio::test]
async fn without_a_tool_with_tasks_there_are_no_methods() {
    let plain = Plain::new().into_router();
    for method in METHODS.into_iter().chain(["tasks/list", "tasks/result"]) {
        let reply = about(method, "x").send(&plain).await;
        assert_eq!(reply.refusal(), (404, -32601), "{method}");
    }
    let (router, _) = router();
    for method in ["tasks/list", "tasks/result"] {
        let reply = about(method, "x").send(&router).await;
        assert_eq!(reply.refusal(), (404, -32601), "{method}");
    }
}

#[tokio::test]
async fn headers_come_before_capabilities_and_these_before_ids() {
    let (router, _) = router();
    for method in METHODS {
        let undeclared = |ask: Ask| {
            ask.meta(
                "io.modelcontextprotocol/clientCapabilities",
                json!({ "extensions": {} }),
            )
        };
        let wrong = undeclared(about(method, "x").with("mcp-name", "y"))
            .send(&router)
            .await;
        assert_eq!(wrong.refusal(), (400, -32020), "{method}");
        let missing = undeclared(about(method, "x").without("mcp-name"))
            .send(&router)
            .await;
        assert_eq!(missing.refusal(), (400, -32020), "{method}");
        let unable = undeclared(about(method, "x")).send(&router).await;
        assert_eq!(unable.refusal(), (400, -32021), "{method}");
        let error: Value = serde_json::from_str(&unable.body).unwrap();
        let required = &error["error"]["data"]["requiredCapabilities"]["extensions"];
        assert_eq!(required["io.modelcontextprotocol/tasks"], json!({}));
        let unknown = about(method, "x").send(&router).await;
        assert_eq!(unknown.refusal(), (200, -32602), "{method}");
        let mut nameless = about(method, "x").without("mcp-name");
        nameless.body["params"]
            .as_object_mut()
            .unwrap()
            .remove("taskId");
        assert_eq!(
            nameless.send(&router).await.refusal(),
            (200, -32602),
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_tool_that_requires_tasks_refuses_who_has_none() {
    let (router, _) = router();
    let reply = Ask::tool("whoami", json!({})).send(&router).await;
    assert_eq!(reply.refusal(), (400, -32021));
}

/// A store that counts what it is asked.
struct Counting(MemoryStore, Arc<AtomicUsize>);

impl Counting {
    fn count(&self) {
        self.1.fetch_add(1, Ordering::Relaxed);
    }
}

impl Store for Counting {
    async fn get(&self, key: &Key, ttl: Option<Duration>) -> Result<Option<Record>, StoreError> {
        self.count();
        self.0.get(key, ttl).await
    }

    async fn put(
        &self,
        key: &Key,
        value: Bytes,
        ttl: Duration,
        on: Condition,
    ) -> Result<Option<Revision>, StoreError> {
        self.count();
        self.0.put(key, value, ttl, on).await
    }

    async fn remove(&self, key: &Key) -> Result<bool, StoreError> {
        self.count();
        self.0.remove(key).await
    }

    async fn list(
        &self,
        group: &str,
        after: Option<&str>,
        limit: usize,
    ) -> Result<Vec<String>, StoreError> {
        self.count();
        self.0.list(group, after, limit).await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn is_persistent(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn a_plain_call_and_a_forged_id_cost_the_store_nothing() {
    let counted = Arc::new(AtomicUsize::new(0));
    let (server, gate) = server();
    let router = server
        .store(Counting(MemoryStore::new(), counted.clone()))
        .into_router();
    gate.open(1);
    let reply = Ask::tool("count", json!({ "text": "a b" }))
        .send(&router)
        .await;
    assert_eq!(reply.result()["structuredContent"], json!({ "words": 2 }));
    for method in METHODS {
        about(method, &format!("task_{}", "A".repeat(48)))
            .send(&router)
            .await;
        about(method, "x").send(&router).await;
    }
    assert_eq!(counted.load(Ordering::Relaxed), 0);
    made(&router, call("count", json!({ "text": "a" }))).await;
    assert!(counted.load(Ordering::Relaxed) > 0, "the count counts");
}

/// Of another caller, forged, and never given: nobody can tell which.
#[tokio::test]
async fn a_task_is_its_callers_alone() {
    let (router, _) = router();
    let asked = call("whoami", json!({}));
    let made = sent_by(&router, "ada", &asked).await.result();
    let id = made["taskId"].as_str().unwrap().to_owned();
    let mut forged = id.clone();
    forged.replace_range(10..11, if &id[10..11] == "A" { "B" } else { "A" });
    for method in METHODS {
        let mut bodies = Vec::new();
        for (who, id) in [("eve", &*id), ("ada", &*forged), ("ada", "nothing")] {
            let reply = sent_by(&router, who, &about(method, id)).await;
            assert_eq!(reply.refusal(), (200, -32602));
            bodies.push(reply.body);
        }
        bodies.push(about(method, &id).send(&router).await.body); // of nobody
        bodies.dedup();
        assert_eq!(bodies.len(), 1, "{bodies:?}");
    }
    let waiting = async {
        loop {
            let task = sent_by(&router, "ada", &about("tasks/get", &id))
                .await
                .result();
            if task["status"] == "completed" {
                return task;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let task = tokio::time::timeout(super::SOON, waiting)
        .await
        .expect("it ends");
    assert_eq!(task["result"]["content"][0]["text"], "ada", "{task}");
}

#[tokio::test]
async fn failures_are_the_tasks_and_tell_no_secrets() {
    let (router, _) = router();
    for (how, status, code) in [
        ("panic", "failed", json!(-32603)),
        ("refuse", "failed", json!(-32021)),
        ("mask", "completed", Value::Null),
        ("tell", "completed", Value::Null),
    ] {
        let id = made(&router, call("go_wrong", json!({ "how": how }))).await;
        let task = once(&router, &id, status).await;
        assert_eq!(task["error"]["code"], code, "{task}");
        assert!(!task.to_string().contains("Rosebud"), "{task}");
        if status == "failed" {
            assert_eq!(task["statusMessage"], task["error"]["message"], "{task}");
            assert!(task.get("result").is_none());
        } else {
            assert_eq!(task["result"]["isError"], true, "{task}");
        }
        if ["panic", "mask"].contains(&how) {
            assert!(task.to_string().contains("error id"), "{task}");
        }
    }
}
